import "server-only";
import { parseDocument, stringify } from "yaml";
import { z } from "zod";

import type { Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { demand } from "@/lib/core/permit";

import { CheckDefinition, type CheckProposal, type ProposeChecks } from "../contract";
import { readDocument } from "./read-document";
import { summaryOf } from "./summary";

const MAXIMUM = 50;

const Parameter = z.looseObject({
  name: z.string(),
  in: z.string(),
  required: z.boolean().optional(),
  example: z.unknown().optional(),
  examples: z.record(z.string(), z.looseObject({ value: z.unknown().optional() })).optional(),
  schema: z
    .looseObject({
      example: z.unknown().optional(),
      examples: z.array(z.unknown()).optional(),
      default: z.unknown().optional(),
      enum: z.array(z.unknown()).optional(),
    })
    .optional(),
});
const Reference = z.looseObject({ $ref: z.string() });
const Operation = z.looseObject({
  operationId: z.string().optional(),
  parameters: z.array(z.unknown()).optional(),
  responses: z
    .record(z.string(), z.looseObject({ content: z.record(z.string(), z.unknown()).optional() }))
    .optional(),
  security: z.array(z.record(z.string(), z.unknown())).optional(),
  deprecated: z.boolean().optional(),
});
const Description = z.looseObject({
  openapi: z.string(),
  servers: z.array(z.looseObject({ url: z.string() })).optional(),
  security: Operation.shape.security,
  components: z
    .looseObject({
      parameters: z.record(z.string(), z.unknown()).optional(),
      securitySchemes: z.record(z.string(), z.unknown()).optional(),
    })
    .optional(),
  paths: z.record(
    z.string(),
    z.looseObject({ get: Operation.optional(), parameters: z.array(z.unknown()).optional() }),
  ),
});
type Description = z.infer<typeof Description>;

/** How a credential is sent: `authorization: Bearer …`, or in a header of its own. */
const Scheme = z.looseObject({ type: z.string(), in: z.string().optional(), name: z.string().optional() });

/**
 * A check for every GET of an OpenAPI 3 document that can be asked without inventing values: its documented status and
 * media type. What changes something is never proposed. Where a document asks for a credential, the check refers to
 * the variable `API_TOKEN`. Throws `invalid`.
 */
export async function proposeChecks(ctx: Context, input: ProposeChecks): Promise<CheckProposal> {
  demand(ctx.actor, "check.edit");
  const { text = "", url, serviceId = "" } = input;
  const parsed = Description.safeParse(readText(url ? await readDocument(ctx, serviceId, url) : text));
  if (!parsed.success) throw invalid(url ? "url" : "text", "This is no OpenAPI 3 document, in JSON or YAML.");
  const checks = Object.entries(parsed.data.paths).flatMap(([path, item]) => {
    const check =
      item.get && !item.get.deprecated
        ? checkOf(parsed.data, path, item.get, item.parameters ?? [])
        : undefined;
    return check ? [check] : [];
  });
  const chosen = [...new Map(checks.map((check) => [check.name, check])).values()].slice(0, MAXIMUM);
  const left = Object.values(parsed.data.paths).filter(({ get }) => get).length - chosen.length;
  return {
    checks: chosen.map((check) => ({
      name: check.name,
      summary: summaryOf(check),
      text: stringify(check),
    })),
    text: stringify({ checks: chosen }),
    leftOut: left,
  };
}

/** JSON is YAML as well, but reading it as such takes a hundred times as long. */
function readText(text: string): unknown {
  if (text.trimStart().startsWith("{")) {
    try {
      return JSON.parse(text);
    } catch {
      return undefined;
    }
  }
  const document = parseDocument(text);
  return document.errors.length > 0 ? undefined : document.toJS({ maxAliasCount: 20 });
}

function checkOf(
  description: Description,
  template: string,
  operation: z.infer<typeof Operation>,
  shared: readonly unknown[],
): CheckDefinition | undefined {
  const { servers, security } = description;
  const parameters = [...shared, ...(operation.parameters ?? [])].map((each) =>
    Parameter.safeParse(resolved(description, each)),
  );
  const asked = askedPath(
    template,
    parameters.flatMap(({ data }) => (data ? [data] : [])),
  );
  // A parameter that is described elsewhere may be one that is needed.
  if (asked === undefined || parameters.some(({ success }) => !success)) return undefined;
  const [status = "2xx", response] =
    Object.entries(operation.responses ?? {}).find(([code]) => /^2(\d\d|XX)$/i.test(code)) ?? [];
  const [media] = Object.keys(response?.content ?? {});
  const [guard] = (operation.security ?? security ?? []).flatMap((each) => Object.keys(each));
  const prefix = basePath(servers?.[0]?.url);
  const check = CheckDefinition.safeParse({
    name: (operation.operationId ?? `GET ${template}`)
      .replaceAll(/[\s/]+/g, " ")
      .trim()
      .slice(0, 80),
    http: {
      url: `${prefix}${asked}`,
      ...(guard !== undefined && { headers: credentialOf(description, guard) }),
      status: /^\d+$/.test(status) ? Number(status) : "2xx",
      ...(media && !media.includes("*") && { expect: [{ header: "content-type", contains: media }] }),
    },
  });
  return check.success ? check.data : undefined;
}

/** The header that a security scheme asks for, with the variable that has to hold the credential. */
function credentialOf({ components }: Description, name: string): Record<string, string> {
  const scheme = Scheme.safeParse(components?.securitySchemes?.[name]).data;
  return scheme?.type === "apiKey" && scheme.in === "header" && scheme.name
    ? { [scheme.name]: "${API_TOKEN}" }
    : { authorization: "Bearer ${API_TOKEN}" };
}

/** What `#/components/parameters/…` refers to; anything else stays what it is. */
function resolved({ components }: Description, parameter: unknown): unknown {
  const reference = Reference.safeParse(parameter).data?.$ref;
  const [, name] = /^#\/components\/parameters\/([^/]+)$/.exec(reference ?? "") ?? [];
  return name === undefined ? parameter : components?.parameters?.[name];
}

/** The path with the document's own examples; undefined when a value is needed that it does not give. */
function askedPath(template: string, parameters: readonly z.infer<typeof Parameter>[]): string | undefined {
  const search = new URLSearchParams();
  let path = template;
  for (const { name, in: place, required, example, examples, schema } of parameters) {
    const isNeeded = place === "path" || required === true;
    if (!isNeeded) continue;
    const [named] = Object.values(examples ?? {});
    const value =
      example ??
      named?.value ??
      schema?.example ??
      schema?.examples?.[0] ??
      schema?.default ??
      schema?.enum?.[0];
    if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean")
      return undefined;
    if (place === "path") path = path.replaceAll(`{${name}}`, encodeURIComponent(value));
    else if (place === "query") search.set(name, String(value));
    else return undefined;
  }
  if (path.includes("{")) return undefined;
  return search.size > 0 ? `${path}?${search.toString()}` : path;
}

/** The service is asked where it runs, so only the path of the documented server counts. */
function basePath(server: string | undefined): string {
  if (server === undefined || server.includes("{")) return "";
  const url = URL.canParse(server) ? new URL(server).pathname : server;
  return url.startsWith("/") ? url.replace(/\/+$/, "") : "";
}

const invalid = (path: string, message: string) =>
  new DomainError("invalid", message, { fields: [{ path, message }] });
