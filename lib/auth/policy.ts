import type { Actor } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";

import { can } from "./permissions";

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
  const [kind, id] = topic.split(":");
  // Not even that somebody was told something is anybody else's business.
  if (kind === "inbox") return actor.type === "user" && actor.id === id;
  if (kind === "audit") return can(actor, "audit.read");
  return can(actor, "read");
}
