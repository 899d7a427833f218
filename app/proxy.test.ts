import { NextRequest } from "next/server";
import { expect, test } from "vitest";

import { proxy } from "@/proxy";

const answer = (path: string) => proxy(new NextRequest(`http://localhost:3000${path}`));
const redirectOf = (path: string) => answer(path).headers.get("location");

test("a filter that no database can hold is left out of the address, and the others stay", () => {
  expect(redirectOf("/services?search=%00")).toBe("http://localhost:3000/services");
  expect(redirectOf("/audit?text=a%00b&actor=usr_1")).toBe("http://localhost:3000/audit?actor=usr_1");
  expect(redirectOf("/audit?%00=1")).toBe("http://localhost:3000/audit");
});

test("a path that no database can hold is no page's", () => {
  for (const path of ["/services/%00", "/deployments/dep_%00.png"]) {
    expect(answer(path).headers.get("x-middleware-rewrite")).toBe("http://localhost:3000/not-a-page");
  }
});

test("every other page is passed on, with the address that it was asked by", () => {
  for (const path of [
    "/",
    "/services?search=%F0%9F%98%80+%25",
    "/audit?from=%2B275760-09-12&text=%ED%A0%80",
  ]) {
    expect(redirectOf(path)).toBeNull();
    expect(answer(path).headers.get("x-middleware-request-x-slipway-path")).toBe(path);
  }
});
