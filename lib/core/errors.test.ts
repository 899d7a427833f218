import { expect, it, vi } from "vitest";

import { DomainError } from "./errors";

it("is known to another bundle, which has a class of its own", async () => {
  vi.resetModules();
  const other = await import("./errors");
  expect(other.DomainError).not.toBe(DomainError);
  const error = new other.DomainError("unavailable", "Nobody waits for this answer any more.");
  expect(error).toBeInstanceOf(DomainError);
  expect(error instanceof DomainError && error.code).toBe("unavailable");
});

it("is told from other errors, and a kind of it from the others", () => {
  class Unreadable extends DomainError {}
  expect(new Unreadable("invalid", "x")).toBeInstanceOf(DomainError);
  expect(new Unreadable("invalid", "x")).toBeInstanceOf(Unreadable);
  expect(new DomainError("invalid", "x")).not.toBeInstanceOf(Unreadable);
  for (const stranger of [new Error("DomainError"), { name: "DomainError" }, null, "DomainError"])
    expect(stranger instanceof DomainError).toBe(false);
});
