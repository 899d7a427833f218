import "server-only";
import type { z } from "zod";

import { PERMISSIONS } from "@/lib/auth";

import type { ApiRoute } from "../define-route";
import type { ProblemCode } from "../problem";
import { inputSchemaOf, type JsonSchema, outputSchemaOf } from "./json-schema";
import { responseName } from "./problem-responses";

type Names = z.core.$ZodRegistry<{ id: string }>;

/** One operation of the document; named views land in `schemas`. */
export function operationOf(
  route: ApiRoute,
  names: Names,
  schemas: Record<string, JsonSchema>,
): Record<string, unknown> {
  return {
    operationId: route.id,
    tags: [route.tag],
    summary: route.summary,
    description: [route.description, mayDo(route)].filter(Boolean).join("\n\n"),
    ...(route.permission === "public"
      ? { security: [] }
      : { security: [{ bearer: [PERMISSIONS[route.permission].scope] }] }),
    parameters: parametersOf(route),
    ...(route.body && { requestBody: bodyOf(route, route.body, schemas) }),
    responses: responsesOf(route, names, schemas),
  };
}

function mayDo({ permission }: ApiRoute): string | undefined {
  if (permission === "public") return undefined;
  const { leastRole, scope } = PERMISSIONS[permission];
  return `Needs the scope \`${scope}\` and at least the role ${leastRole}.`;
}

function parametersOf(route: ApiRoute) {
  const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
  const { properties = {}, required = [] } = route.query ? inputSchemaOf(route.query) : {};
  const inQuery = Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: "query",
    required: required.includes(name),
    ...(description !== undefined && { description }),
    // Several values are separated by commas, which OpenAPI calls a form that does not explode.
    ...(schema.type === "array" && { style: "form", explode: false }),
    schema,
  }));
  return [...inPath, ...inQuery, ...(route.method === "POST" ? [IDEMPOTENCY_KEY] : [])];
}

const IDEMPOTENCY_KEY = {
  name: "Idempotency-Key",
  in: "header",
  required: false,
  description: "Any text without spaces, one for each thing you ask for; a UUID does well.",
  schema: { type: "string", minLength: 1, maxLength: 200 },
};

function bodyOf(route: ApiRoute, body: z.ZodType, schemas: Record<string, JsonSchema>) {
  const name = `${route.id.charAt(0).toUpperCase()}${route.id.slice(1)}Request`;
  const schema = inputSchemaOf(body);
  schemas[name] = schema;
  return {
    required: (schema.required ?? []).length > 0,
    content: {
      "application/json": {
        schema: { $ref: `#/components/schemas/${name}` },
        ...(route.example && { example: route.example }),
      },
    },
  };
}

function responsesOf(route: ApiRoute, names: Names, schemas: Record<string, JsonSchema>) {
  const success = (response: z.ZodType, description: string) => ({
    description,
    headers: HEADERS,
    content: route.media
      ? Object.fromEntries(route.media.map((type) => [type, { schema: { type: "string" } }]))
      : { "application/json": { schema: outputSchemaOf(response, names, schemas) } },
  });
  const { alternative } = route;
  return {
    ...(alternative && { [alternative.status]: success(alternative.response, alternative.description) }),
    [route.status]: success(route.response, MEANS[route.status]),
    ...Object.fromEntries(
      refusalsOf(route).map((code) => [responseName(code).status, { $ref: responseName(code).ref }]),
    ),
  };
}

const MEANS = { 200: "Done", 201: "Made", 202: "Accepted; it goes on by itself" };
const HEADERS = {
  "x-request-id": { description: "Quote it when you report a fault.", schema: { type: "string" } },
};

function refusalsOf(route: ApiRoute): ProblemCode[] {
  if (route.permission === "public") return [];
  const reads: ProblemCode[] = [
    "unauthenticated",
    "forbidden",
    "not_found",
    "invalid",
    "internal",
    "unavailable",
  ];
  if (route.method === "GET") return reads;
  return [...reads, "malformed", "conflict", "too_large", "unsupported_media_type"];
}
