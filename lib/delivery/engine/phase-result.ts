import type { Tx } from "@/db/client";

/** A phase that had nothing to do, and why. */
export class Skipped {
  constructor(readonly reason: string) {}
}

/** A phase that has passed, with what is written in the same transaction. */
export class Passed {
  constructor(
    readonly detail: string,
    readonly record: (tx: Tx) => Promise<void>,
  ) {}
}
