import { expect, test } from "vitest";

import { isDatabaseTrouble, isDatabaseUnavailable } from "./postgres-error";

const postgresError = (code: string) => Object.assign(new Error("refused"), { name: "PostgresError", code });

test.each(["53100", "08006", "57P01", "53300", "57014"])(
  "%s is waited out by jobs and answered as unavailable",
  (code) => {
    for (const error of [postgresError(code), new Error("Failed query", { cause: postgresError(code) })]) {
      expect(isDatabaseTrouble(error)).toBe(true);
      expect(isDatabaseUnavailable(error)).toBe(true);
    }
  },
);

test.each(["23505", "42P01", "22P02"])("%s is a fault of the statement", (code) => {
  expect(isDatabaseTrouble(postgresError(code))).toBe(false);
  expect(isDatabaseUnavailable(postgresError(code))).toBe(false);
});

test("a connection that somebody else refuses is not the database's trouble", () => {
  const refused = Object.assign(new Error("connect"), { code: "ECONNREFUSED", syscall: "connect" });
  expect(isDatabaseTrouble(refused)).toBe(false);
});
