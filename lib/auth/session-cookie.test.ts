import { expect, test } from "vitest";

import { isSecure } from "./session-cookie";

const HTTPS = "https://portal.example";
const proto = (value: string) => ({ "x-forwarded-proto": value });

test.each([
  ["a proxy that says https", proto("https"), undefined, true],
  ["the first of several proxies", proto("https, http"), undefined, true],
  ["http on localhost, no address configured", proto("http"), undefined, false],
  ["http, and an http address", proto("http"), "http://portal.example", false],
  ["a proxy that says https before an http address", proto("https"), "http://portal.example", true],
  ["a silent proxy, the address is https", proto("http"), HTTPS, true],
  ["the same, by a form of the portal", { ...proto("http"), origin: HTTPS }, HTTPS, true],
  ["a browser past the proxy", { ...proto("http"), origin: "http://localhost:3000" }, HTTPS, false],
  ["no header at all", {}, HTTPS, true],
])("%s", (_case, headers: Record<string, string>, url, secure) => {
  // An absent address would be read from the environment, as the default of the parameter.
  expect(isSecure(new Headers(headers), url ?? "")).toBe(secure);
});
