import "server-only";
import { TOKEN_SCOPES } from "@/db/enums";

import type { ApiRoute } from "../define-route";
import { PREFIX } from "../prefix";
import { componentNames } from "./component-names";
import type { JsonSchema } from "./json-schema";
import { operationOf } from "./operation";
import { probePaths } from "./probe-paths";
import { problemSchema, problemResponses } from "./problem-responses";

/** The OpenAPI 3.1 document of the token API, made from the routes that answer it. */
export function openApiDocument(routes: readonly ApiRoute[]): Record<string, unknown> {
  const schemas: Record<string, JsonSchema> = { Problem: problemSchema };
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    const path = `${PREFIX}${route.path}`;
    (paths[path] ??= {})[route.method.toLowerCase()] = operationOf(route, componentNames, schemas);
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Slipway",
      version: "1",
      description: INTRODUCTION,
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/", description: "This portal" }],
    security: [{ bearer: [] }],
    tags: [...new Set(routes.map(({ tag }) => tag)), "Probes"].map((name) => ({ name })),
    paths: { ...paths, ...probePaths },
    components: {
      schemas: Object.fromEntries(
        Object.entries(schemas).toSorted(([one], [other]) => one.localeCompare(other)),
      ),
      responses: problemResponses,
      securitySchemes: {
        bearer: {
          type: "http",
          scheme: "bearer",
          bearerFormat: "slp_…",
          description: `A token from Settings, Tokens. Scopes: ${TOKEN_SCOPES.join(", ")}.`,
        },
      },
    },
  };
}

const INTRODUCTION = `Everything a person can do in the portal, CI can do here.

**Tokens.** Send \`Authorization: Bearer slp_…\`. A browser's session cookie reads, and never writes.

**Problems.** Refusals are \`application/problem+json\` (RFC 9457). \`code\` is stable; \`errors\` names the fields.

**Pages.** Lists answer \`{ items, nextCursor }\`; send \`nextCursor\` as \`cursor\` until it is null.

**Once only.** Every POST takes an \`Idempotency-Key\`: repeated within a day with the same request it gives the first
answer again, marked with the header \`idempotency-replayed: true\`.

**Request ids.** Every answer carries \`x-request-id\`; the audit trail and the portal's log know it.`;
