import "server-only";
import { z } from "zod";

import { type ApiRoute, defineRoute } from "../define-route";
import { openApiDocument } from "../openapi/document";

let document: Record<string, unknown> | undefined;

/** The document describes itself too; it is the same for everybody, so no token is asked for. */
export const documentRoutes = (routes: () => readonly ApiRoute[]) => [
  defineRoute("GET /openapi.json", {
    id: "getOpenApiDocument",
    tag: "About",
    permission: "public",
    summary: "This document, OpenAPI 3.1; needs no token",
    status: 200,
    response: z.record(z.string(), z.unknown()),
    run: async () => (document ??= openApiDocument(routes())),
  }),
];
