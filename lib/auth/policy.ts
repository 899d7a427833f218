import type { Role } from "@/db/enums";
import type { Actor } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { grant, type Permit } from "@/lib/core/permit";

import { can, PERMISSIONS, reaches, type Permission } from "./permissions";

/** A permit for one of the table's permissions, named after it in the audit trail unless `action` says otherwise. */
export function permit(
  actor: Actor,
  permission: Permission,
  options: { leastRole?: Role; action?: string; refusal?: string } = {},
): Permit {
  const refusal = options.refusal ?? refusalOf(actor, permission, options.leastRole);
  return grant(actor, options.action ?? permission, can(actor, permission, options), refusal);
}

/** Throws `unauthenticated` or `forbidden` unless the actor may. For reads, which need no permit. */
export function demand(actor: Actor, permission: Permission, options: { leastRole?: Role } = {}): void {
  permit(actor, permission, options);
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

/**
 * A browser sends its cookie with every request, wherever the request was made; a bearer token is only sent on purpose.
 * So the API takes writes from tokens alone, and browsers write through server actions, whose origin Next checks.
 */
export function requireBearerForWrites(actor: Actor): void {
  if (actor.type === "token") return;
  if (actor.type === "anonymous")
    throw new DomainError("unauthenticated", "Send a token: Authorization: Bearer slp_…");
  throw new DomainError("forbidden", "Writes over the API need a token. Create one under Settings, Tokens.");
}

/** Which live topics an actor may hear. A topic is only a name, but even names tell an outsider what happens. */
export function canWatch(actor: Actor, topic: string): boolean {
  const [kind] = topic.split(":");
  if (kind === "audit") return can(actor, "audit.read");
  return can(actor, "read");
}
