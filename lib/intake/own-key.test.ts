import { expect, it } from "vitest";

import { isOwnKey } from "./own-key";

const KEY = "0af7651916cd43dd8448eb211c80319c";
const place = { keyId: "key_1", keyNumber: 7, serviceId: "svc_1", environmentId: "env_1" };
const ofOne = { find: async (key: string) => (key === KEY ? { place, isRevoked: false } : undefined) };

it("an intake does not report its own errors to itself, and to anybody else it does", async () => {
  expect(await isOwnKey(ofOne, `http://${KEY}@localhost:4318/7`)).toBe(true);
  expect(await isOwnKey(ofOne, `https://${KEY.replaceAll("0", "1")}@sentry.example.com/7`)).toBe(false);
});

it("without a DSN that can be read there is nobody to report to", async () => {
  expect(await isOwnKey(ofOne, undefined)).toBe(false);
  expect(await isOwnKey(ofOne, "none")).toBe(false);
});

it("an intake that cannot ask whose key that is keeps its errors to itself", async () => {
  const away = { find: () => Promise.reject(new Error("The database is away.")) };
  expect(await isOwnKey(away, `http://${KEY}@localhost:4318/7`)).toBe(true);
});
