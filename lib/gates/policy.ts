import type { GateCode, Role } from "@/db/enums";
import { can } from "@/lib/auth/permissions";
import type { Actor } from "@/lib/core/context";
import { grant, permit, type Permit } from "@/lib/core/permit";

import { OVERRIDE_ROLES } from "./rules/judge";

/** What a policy needs to know about an environment. */
type Place = { name: string; deployRole: Role };

/** Why somebody may not change pipelines, in the sentence they would be refused with; null for those who may. */
export function whyNotEditPipelines(actor: Actor, places: readonly Place[]): string | null {
  const closed = places.find(({ deployRole }) => !can(actor, "pipeline.edit", { leastRole: deployRole }));
  if (!can(actor, "pipeline.edit")) return "Only operators may change pipelines.";
  return closed
    ? `A pipeline leads to ${closed.name}, where only ${closed.deployRole}s may deploy. Ask one of them.`
    : null;
}

/**
 * A pipeline opens and closes the way to every environment, and automation asks nobody for a role: whoever changes it
 * has to be allowed to deploy to all of them.
 */
export function permitEditPipeline(
  actor: Actor,
  action: "pipeline.save" | "pipeline.reset",
  places: readonly Place[],
): Permit {
  const refusal = whyNotEditPipelines(actor, places);
  return grant(actor, action, refusal === null, refusal ?? "");
}

/** A freeze stops or lets go whoever deploys there: the same holds for every place that it covers. */
export function permitEditFreeze(
  actor: Actor,
  action: "freeze.create" | "freeze.skip" | "freeze.end",
  places: readonly Place[],
): Permit {
  const closed = places.find(({ deployRole }) => !can(actor, "freeze.edit", { leastRole: deployRole }));
  const refusal = closed
    ? `The freeze covers ${closed.name}, where only ${closed.deployRole}s may deploy. Ask one of them.`
    : "Only operators may declare and end freezes.";
  return grant(actor, action, can(actor, "freeze.edit") && !closed, refusal);
}

export const permitHold = (actor: Actor, action: "hold.place" | "hold.release", place: Place): Permit =>
  grant(
    actor,
    action,
    can(actor, "deployment.create", { leastRole: place.deployRole }),
    `Only ${place.deployRole}s may tell automation what to do in ${place.name}.`,
  );

export const permitQuarantine = (actor: Actor): Permit => permit(actor, "release.quarantine");

/** Lifting a quarantine is to override it for everybody. */
export const permitLift = (actor: Actor): Permit =>
  permit(actor, "gate.override", { action: "release.lift_quarantine" });

/** The least role that may override a gate; null where a person has nothing to override. */
export const overrideRoleOf = (code: GateCode): Role | null => OVERRIDE_ROLES[code];

/** Whether somebody may override a gate, with a reason. */
export function canOverride(actor: Actor, code: GateCode): boolean {
  const leastRole = overrideRoleOf(code);
  return leastRole !== null && can(actor, "gate.override", { leastRole });
}
