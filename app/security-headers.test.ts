import { expect, test } from "vitest";

import config from "../next.config";

test("every answer says who may frame it, that its type is meant, and that its address stays here", async () => {
  const [rule, ...others] = (await config.headers?.()) ?? [];
  expect(others).toEqual([]);
  expect(rule?.source).toBe("/:path*");
  const headers = new Map(rule?.headers.map(({ key, value }) => [key, value]));
  expect(headers.get("Content-Security-Policy")).toContain("frame-ancestors 'none'");
  expect(headers.get("X-Content-Type-Options")).toBe("nosniff");
  expect(headers.get("Referrer-Policy")).toBe("same-origin");
});
