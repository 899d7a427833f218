import type { ApprovalDecision, AuditAction, Role } from "@/db/enums";
import { can } from "@/lib/auth/permissions";
import type { Actor, JobActor } from "@/lib/core/context";
import { grant, type Permit } from "@/lib/core/permit";

/** What a policy needs to know about the place. */
type Place = { name: string; deployRole: Role };

export const canDeployTo = (actor: Actor, place: Place): boolean =>
  can(actor, "deployment.create", { leastRole: place.deployRole });

export const refusalOf = (place: Place): string =>
  `Only ${place.deployRole}s may deploy to ${place.name}. Ask one of them, or an administrator to change the rule.`;

const permitAt = (action: AuditAction) => (actor: Actor, place: Place) =>
  grant(actor, action, canDeployTo(actor, place), refusalOf(place));

export const permitDeployment: (actor: Actor, place: Place) => Permit = permitAt("deployment.create");
export const permitPromotion: (actor: Actor, place: Place) => Permit = permitAt("release.promote");
export const permitRollback: (actor: Actor, place: Place) => Permit = permitAt("release.roll_back");
export const permitRepair: (actor: Actor, place: Place) => Permit = permitAt("drift.repair");
/** @param action the audit trail's word: start, continue, roll back or cancel. */
export const permitReleaseSet = (actor: Actor, place: Place, action: string): Permit =>
  grant(actor, `release_set.${action}`, canDeployTo(actor, place), refusalOf(place));
export const permitCancel: (actor: Actor, place: Place) => Permit = permitAt("deployment.cancel");

export const mayOverrideIn = (actor: Actor, place: Pick<Place, "deployRole">): boolean =>
  can(actor, "gate.override", { leastRole: place.deployRole });

export const permitOverride = (actor: Actor, place: Place): Permit =>
  grant(
    actor,
    "gate.override",
    mayOverrideIn(actor, place),
    `Only operators who may deploy to ${place.name} may override what it waits for.`,
  );

/** Whether somebody whom the pipeline asks, or who asked, may decide: the button and the command agree. */
export const mayDecide = (actor: Actor, { isAsked, isOwn }: { isAsked: boolean; isOwn: boolean }): boolean =>
  isAsked && !isOwn && can(actor, "deployment.approve");

/** Whom the pipeline asks is a fact of the place; that nobody approves their own wish is a rule of the house. */
export function permitApproval(
  actor: Actor,
  { isAsked, isOwn, decision }: { isAsked: boolean; isOwn: boolean; decision: ApprovalDecision },
): Permit {
  const action = decision === "approved" ? "deployment.approve" : "deployment.reject";
  const refusal = isOwn
    ? "You asked for this deployment yourself, so somebody else has to approve it."
    : "The pipeline asks others than you to approve this deployment.";
  return grant(actor, action, mayDecide(actor, { isAsked, isOwn }), refusal);
}

/** Automation keeps off a place because it cannot tell what is right: in the trail that is a hold like any other. */
export const permitWithholding = (actor: JobActor): Permit => grant(actor, "hold.place", true, "");

export const permitBuild = (actor: Actor): Permit =>
  grant(actor, "release.build", can(actor, "release.build"), "Only developers may build releases.");

export const permitSampleWorkspace = (actor: Actor): Permit =>
  grant(actor, "sample.load", can(actor, "service.create"), "Only developers may add services.");
