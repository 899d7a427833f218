import { expect, test } from "vitest";

import config from "../next.config";

const headersOf = async (source: string) => {
  const rules = (await config.headers?.()) ?? [];
  const rule = rules.find((one) => one.source === source);
  return new Map(rule?.headers.map(({ key, value }) => [key, value]));
};

test("every answer says who may frame it, that its type is meant, and that its address stays here", async () => {
  const headers = await headersOf("/:path*");
  expect(headers.get("Content-Security-Policy")).toContain("frame-ancestors 'none'");
  expect(headers.get("X-Content-Type-Options")).toBe("nosniff");
  expect(headers.get("Referrer-Policy")).toBe("same-origin");
});

test("what the API answers runs nothing, whoever wrote it, and cannot be framed either", async () => {
  const rules = (await config.headers?.()) ?? [];
  // The last rule for a name is the one that counts.
  expect(rules.map(({ source }) => source)).toEqual(["/:path*", "/api/v1/:path*"]);
  const policy = (await headersOf("/api/v1/:path*")).get("Content-Security-Policy")?.split("; ");
  expect(policy).toEqual(expect.arrayContaining(["default-src 'none'", "sandbox", "frame-ancestors 'none'"]));
});
