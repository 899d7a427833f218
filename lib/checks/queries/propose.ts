import "server-only";
import { parseDocument, stringify } from "yaml";
import { z } from "zod";

import type { Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { demand } from "@/lib/core/permit";

import { CheckDefinition, type CheckProposal, type ProposeChecks } from "../contract";

const MAXIMUM = 50;

const Parameter = z.looseObject({
  name: z.string(),
  in: z.string(),
  required: z.boolean().optional(),
  example: z.unknown().optional(),
  schema: z.looseObject({ example: z.unknown().optional(), default: z.unknown().optional() }).optional(),
});
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
  paths: z.record(
    z.string(),
    z.looseObject({ get: Operation.optional(), parameters: z.array(z.unknown()).optional() }),
  ),
});
type Description = z.infer<typeof Description>;

/**
 * A check for every GET of an OpenAPI 3 document that can be asked without inventing values: its documented status and
 * media type. What changes something is never proposed. Where a document asks for a credential, the check refers to
 * the variable `API_TOKEN`. Throws `invalid`.
 */
export async function proposeChecks(ctx: Context, { text }: ProposeChecks): Promise<CheckProposal> {
  demand(ctx.actor, "read");
  const document = parseDocument(text);
  const parsed = Description.safeParse(
    document.errors.length > 0 ? undefined : document.toJS({ maxAliasCount: 20 }),
  );
  if (!parsed.success) throw invalid("This is no OpenAPI 3 document, in JSON or YAML.");
  const checks = Object.entries(parsed.data.paths).flatMap(([path, item]) => {
    const check =
      item.get && !item.get.deprecated
        ? checkOf(parsed.data, path, item.get, item.parameters ?? [])
        : undefined;
    return check ? [check] : [];
  });
  const chosen = [...new Map(checks.map((check) => [check.name, check])).values()].slice(0, MAXIMUM);
  const left = Object.values(parsed.data.paths).filter(({ get }) => get).length - chosen.length;
  return { checks: chosen.map(({ name }) => name), text: stringify({ checks: chosen }), leftOut: left };
}

function checkOf(
  { servers, security }: Description,
  template: string,
  operation: z.infer<typeof Operation>,
  shared: readonly unknown[],
): CheckDefinition | undefined {
  const parameters = [...shared, ...(operation.parameters ?? [])].map((each) => Parameter.safeParse(each));
  const asked = askedPath(
    template,
    parameters.flatMap(({ data }) => (data ? [data] : [])),
  );
  // A parameter that is described elsewhere may be one that is needed.
  if (asked === undefined || parameters.some(({ success }) => !success)) return undefined;
  const [status = "2xx", response] =
    Object.entries(operation.responses ?? {}).find(([code]) => /^2(\d\d|XX)$/i.test(code)) ?? [];
  const [media] = Object.keys(response?.content ?? {});
  const isGuarded = (operation.security ?? security ?? []).length > 0;
  const prefix = basePath(servers?.[0]?.url);
  const check = CheckDefinition.safeParse({
    name: (operation.operationId ?? `GET ${template}`).replaceAll(/\/+/g, " ").trim().slice(0, 80),
    http: {
      url: `${prefix}${asked}`,
      ...(isGuarded && { headers: { authorization: "Bearer ${API_TOKEN}" } }),
      status: /^\d+$/.test(status) ? Number(status) : "2xx",
      ...(media && !media.includes("*") && { expect: [{ header: "content-type", contains: media }] }),
    },
  });
  return check.success ? check.data : undefined;
}

/** The path with the document's own examples; undefined when a value is needed that it does not give. */
function askedPath(template: string, parameters: readonly z.infer<typeof Parameter>[]): string | undefined {
  const search = new URLSearchParams();
  let path = template;
  for (const { name, in: place, required, example, schema } of parameters) {
    const value = example ?? schema?.example ?? schema?.default;
    const isNeeded = place === "path" || required === true;
    if (!isNeeded) continue;
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

const invalid = (message: string) =>
  new DomainError("invalid", message, { fields: [{ path: "text", message }] });
