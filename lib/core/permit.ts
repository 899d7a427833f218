import type { Actor } from "./context";
import { DomainError } from "./errors";

declare const granted: unique symbol;

/** Proof that a policy said yes. `mutate` will not write without one. */
export type Permit = { readonly actor: Actor; readonly action: string; readonly [granted]: true };

/** @param action the audit trail's word for it, `noun.verb`. Throws `unauthenticated` or `forbidden` with the refusal. */
export function grant(actor: Actor, action: string, allowed: boolean, refusal: string): Permit {
  if (!allowed && actor.type === "anonymous") throw new DomainError("unauthenticated", "Sign in first.");
  if (!allowed) throw new DomainError("forbidden", refusal);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the one place a permit is made
  return { actor, action } as Permit;
}
