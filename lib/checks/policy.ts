import type { Role } from "@/db/enums";
import { can, reaches } from "@/lib/auth/permissions";
import type { Actor } from "@/lib/core/context";
import { grant, type Permit } from "@/lib/core/permit";

/** What a policy needs to know about an environment. */
type Place = { name: string; deployRole: Role };

const canRunChecks = (actor: Actor, place: Place): boolean =>
  can(actor, "check.run", { leastRole: place.deployRole });

/** A check may write and run commands with the variables of the place, so it asks for what a deployment asks for. */
export const permitRunChecks = (actor: Actor, place: Place): Permit =>
  grant(
    actor,
    "check.run",
    canRunChecks(actor, place),
    `Only ${place.deployRole}s may run checks in ${place.name}. Ask one of them, or an administrator to change the rule.`,
  );

/** @param places where the check applies: whoever edits it could read what is set in each of them. */
export function permitEditChecks(
  actor: Actor,
  action: "check.save" | "check.remove",
  places: readonly Place[],
): Permit {
  const strictest = places.reduce<Place | undefined>(
    (found, place) => (found && reaches(found.deployRole, place.deployRole) ? found : place),
    undefined,
  );
  return grant(
    actor,
    action,
    can(actor, "check.edit", strictest && { leastRole: strictest.deployRole }),
    strictest
      ? `This check runs in ${strictest.name}, where only ${strictest.deployRole}s may deploy. Limit it to other environments, or ask one of them.`
      : "Only developers may change checks.",
  );
}

/** For what only the machinery does: it reads plain variables and writes results. */
export const demandMachinery = (actor: Actor): void =>
  void grant(actor, "check.carry_out", actor.type === "job", "Checks are carried out by the worker.");
