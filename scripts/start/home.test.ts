import { chmodSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import { readPreviousSecret, readSecret, rotateSecret } from "./home.mjs";

let home = "";
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "slipway-home-"));
});
afterEach(() => rmSync(home, { recursive: true }));

const modeOf = (name: string) => statSync(join(home, name)).mode & 0o777;

test("the secret is made once, long enough, and only its owner can read it", () => {
  const secret = readSecret(home);
  expect(secret.length).toBeGreaterThanOrEqual(32);
  expect(readSecret(home)).toBe(secret);
  expect(modeOf("secret")).toBe(0o600);
});

test("a secret that a copy opened to others is closed again", () => {
  readSecret(home);
  chmodSync(join(home, "secret"), 0o644);
  readSecret(home);
  expect(modeOf("secret")).toBe(0o600);
});

test("a rotation keeps the old secret beside the new one, as private as that", () => {
  const old = readSecret(home);
  expect(readPreviousSecret(home)).toBeUndefined();
  rotateSecret(home);
  expect(readPreviousSecret(home)).toBe(old);
  expect(readSecret(home)).not.toBe(old);
  expect([modeOf("secret"), modeOf("secret.previous")]).toEqual([0o600, 0o600]);
});

test("a rotation never overwrites a secret that may still be needed", () => {
  expect(() => rotateSecret(home)).toThrow("There is no secret");
  const old = readSecret(home);
  rotateSecret(home);
  expect(() => rotateSecret(home)).toThrow("is still there");
  expect(readPreviousSecret(home)).toBe(old);
});
