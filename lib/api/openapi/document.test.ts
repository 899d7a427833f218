import { Validator } from "@seriousme/openapi-schema-validator";
import { expect, it } from "vitest";

import { routes } from "../registry";
import { openApiDocument } from "./document";

type Operation = {
  operationId: string;
  security: { bearer?: string[] }[];
  parameters?: { name: string; in: string; required: boolean }[];
  requestBody?: { content: { "application/json": { schema: { $ref: string }; example?: unknown } } };
  responses: Record<string, unknown>;
};
type Document = {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Record<string, unknown>>; responses: Record<string, unknown> };
};

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what a client would read
const document = JSON.parse(JSON.stringify(openApiDocument(routes))) as Document;
const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
);

it("is valid OpenAPI 3.1", async () => {
  const result = await new Validator().validate(structuredClone(document));
  expect(result.errors).toBeUndefined();
  expect(result.valid).toBe(true);
  expect(document.openapi).toBe("3.1.0");
});

it("names every route that answers, and only those", () => {
  const answered = routes.map(({ method, path }) => `${method} /api/v1${path}`);
  const described = operations.map(({ method, path }) => `${method.toUpperCase()} ${path}`);
  expect(described.toSorted()).toEqual([...answered, "GET /api/health", "GET /api/ready"].toSorted());
  expect(new Set(answered).size).toBe(answered.length);
  expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(operations.length);
});

it("names the paths that pipelines call", () => {
  for (const path of [
    "/services",
    "/services/{id}",
    "/services/{id}/releases",
    "/releases/{id}",
    "/deployments",
    "/deployments/{id}",
    "/deployments/{id}/cancel",
    "/promotions",
    "/rollbacks",
    "/events",
  ]) {
    expect(Object.keys(document.paths)).toContain(`/api/v1${path}`);
  }
});

it("resolves every reference", () => {
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"(?:#\/components\/(\w+)\/)?([^"]+)"/g)];
  expect(references.length).toBeGreaterThan(100);
  for (const [, kind = "", name = ""] of references) {
    expect(
      Object.keys(kind === "schemas" ? document.components.schemas : document.components.responses),
    ).toContain(name);
  }
});

it("says for every operation who may, what it takes and how it refuses", () => {
  for (const { path, method, operation } of operations) {
    const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const declared = (operation.parameters ?? []).filter((parameter) => parameter.in === "path");
    expect(declared.map(({ name }) => name)).toEqual(names);
    const open = operation.security.length === 0;
    expect(open).toBe(["/api/health", "/api/ready", "/api/v1/openapi.json"].includes(path));
    if (open) continue;
    expect(operation.security[0]?.bearer).toHaveLength(1);
    expect(Object.keys(operation.responses)).toEqual(expect.arrayContaining(["401", "403", "422", "503"]));
    const hasKey = operation.parameters?.some(({ name }) => name === "Idempotency-Key") ?? false;
    expect(hasKey).toBe(method === "post");
  }
});

it("closes bodies and leaves answers open", () => {
  const schemas = Object.entries(document.components.schemas);
  const closed = schemas.filter(([, schema]) => schema.additionalProperties === false).map(([name]) => name);
  expect(closed).toEqual(schemas.map(([name]) => name).filter((name) => name.endsWith("Request")));
});

it("gives examples that its own routes would take", () => {
  const refused = routes.filter(({ body, example }) => body && example && !body.safeParse(example).success);
  expect(refused.map(({ id }) => id)).toEqual([]);
});
