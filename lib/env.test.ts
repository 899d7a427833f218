import { expect, test } from "vitest";

import { parseEnv } from "./env";

const BASE = { DATABASE_URL: "postgres://localhost/slipway", SLIPWAY_SECRET: "x".repeat(32) };
const GITHUB = { GITHUB_CLIENT_ID: "id", GITHUB_CLIENT_SECRET: "secret" };
const OIDC = { OIDC_ISSUER: "https://id.example/realm", OIDC_CLIENT_ID: "id", OIDC_CLIENT_SECRET: "secret" };

test("what is set wholly, or not at all, is taken; the portal's own address is its origin", () => {
  expect(parseEnv(BASE).SLIPWAY_URL).toBeUndefined();
  expect(
    parseEnv({ ...BASE, ...GITHUB, ...OIDC, SLIPWAY_URL: "https://Slipway.Example.com/" }),
  ).toMatchObject({
    SLIPWAY_URL: "https://slipway.example.com",
    OIDC_ISSUER: "https://id.example/realm",
  });
  expect(parseEnv({ ...BASE, SLIPWAY_URL: "", GITHUB_CLIENT_ID: "", OIDC_NAME: "Harbour" })).toMatchObject({
    SLIPWAY_URL: undefined,
    OIDC_NAME: "Harbour",
  });
});

test.each([
  [
    { SLIPWAY_URL: "slipway.example.com" },
    /SLIPWAY_URL must be an address like https:\/\/.*without a path\.$/,
  ],
  [{ SLIPWAY_URL: "localhost:3000" }, /SLIPWAY_URL must be an address/],
  [{ SLIPWAY_URL: "javascript:alert(1)" }, /SLIPWAY_URL must be an address/],
  [{ SLIPWAY_URL: "https://example.com/slipway" }, /SLIPWAY_URL must be an address/],
  [{ SLIPWAY_URL: "https://ada:secret@example.com" }, /SLIPWAY_URL must be an address/],
  [{ ...OIDC, OIDC_ISSUER: "id.example" }, /OIDC_ISSUER must be an address/],
  [{ GITHUB_CLIENT_ID: "id" }, /go together, and this is not set: GITHUB_CLIENT_SECRET\.$/],
  [{ GITHUB_CLIENT_SECRET: "secret" }, /go together, and this is not set: GITHUB_CLIENT_ID\.$/],
  [{ ...OIDC, OIDC_CLIENT_SECRET: "" }, /go together, and this is not set: OIDC_CLIENT_SECRET\.$/],
  [{ OIDC_CLIENT_ID: "id" }, /this is not set: OIDC_ISSUER, OIDC_CLIENT_SECRET\.$/],
  [{ PORT: "-1" }, /^The configuration is not valid\. PORT: /],
])("%j is refused in one sentence", (wrong: Record<string, string>, sentence) => {
  expect(() => parseEnv({ ...BASE, ...wrong })).toThrow(sentence);
});
