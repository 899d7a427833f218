import type { AuditAction, Role } from "@/db/enums";
import { can, PERMISSIONS, reaches, type Permission } from "@/lib/auth/permissions";

import type { Actor } from "./context";
import { DomainError } from "./errors";

declare const granted: unique symbol;

/** Proof that a policy said yes. `mutate` will not write without one. */
export type Permit = {
  readonly actor: Actor;
  readonly action: AuditAction | Permission;
  readonly [granted]: true;
};

/** @param action the audit trail's word for it, `noun.verb`. Throws `unauthenticated` or `forbidden` with the refusal. */
export function grant(
  actor: Actor,
  action: AuditAction | Permission,
  allowed: boolean,
  refusal: string,
): Permit {
  if (!allowed && actor.type === "anonymous") throw new DomainError("unauthenticated", "Sign in first.");
  if (!allowed) throw new DomainError("forbidden", refusal);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the one place a permit is made
  return { actor, action } as Permit;
}

/** `leastRole` is what the thing itself asks for; `refusal` replaces the sentence that the table makes. */
type Terms = { leastRole?: Role; refusal?: string };

/** A permit for one of the table's permissions, named after it in the audit trail unless `action` says otherwise. */
export function permit(
  actor: Actor,
  permission: Permission,
  options: Terms & { action?: AuditAction } = {},
): Permit {
  const refusal = options.refusal ?? refusalOf(actor, permission, options.leastRole);
  return grant(actor, options.action ?? permission, can(actor, permission, options), refusal);
}

/**
 * Throws `unauthenticated` or `forbidden` unless the actor may. For reads, which need no permit: the first line of every
 * query behind a domain's door, because the frame of a page or a route in front of it may not have been asked.
 */
export function demand(actor: Actor, permission: Permission, terms: Terms = {}): void {
  permit(actor, permission, terms);
}

/** The sentence for somebody who may not: who may, and where to turn. */
function refusalOf(actor: Actor, permission: Permission, leastRole: Role = "viewer"): string {
  const rule = PERMISSIONS[permission];
  const least = reaches(leastRole, rule.leastRole) ? leastRole : rule.leastRole;
  if (actor.type === "token" && reaches(actor.role, least)) {
    return `This token lacks the scope ${rule.scope}.`;
  }
  const own = actor.type === "user" || actor.type === "token" ? actor.role : "anonymous";
  return `This needs the role ${least}, and yours is ${own}. An administrator can change it.`;
}
