import type { AuditAction } from "@/db/enums";
import { can, type Permission } from "@/lib/auth/permissions";
import type { Actor } from "@/lib/core/context";
import { grant, permit } from "@/lib/core/permit";

/** Whom a channel or a subscription belongs to: a person, a team, or the installation. */
type Owned = { ownerUserId: string | null; ownerTeamId: string | null };
/** Who asks, and the teams they are in. */
type Asker = { personId: string | undefined; teams: readonly { id: string }[] };

/** Whether somebody may use, change and look into a channel: its owner, a member of its team, or who runs the place. */
export const canUse = (actor: Actor, asker: Asker, owned: Owned): boolean =>
  owned.ownerUserId !== null
    ? owned.ownerUserId === asker.personId && can(actor, "read")
    : (isOfTeam(asker, owned) && can(actor, "read")) || can(actor, "channel.administer");

const isOfTeam = ({ teams }: Asker, { ownerTeamId }: Owned) =>
  ownerTeamId !== null && teams.some(({ id }) => id === ownerTeamId);

export const permitChannel = (actor: Actor, action: AuditAction, asker: Asker, owned: Owned) =>
  permitOwned(actor, action, asker, owned, "channel.edit");

/** What a person is told is theirs to choose; what a team is told changes the inboxes of others. */
export const permitSubscription = (actor: Actor, action: AuditAction, asker: Asker, owned: Owned) =>
  permitOwned(actor, action, asker, owned, owned.ownerUserId === null ? "channel.edit" : "notification.edit");

function permitOwned(actor: Actor, action: AuditAction, asker: Asker, owned: Owned, permission: Permission) {
  const { ownerUserId, ownerTeamId } = owned;
  const isOwner = ownerUserId === null ? isOfTeam(asker, owned) : ownerUserId === asker.personId;
  if (isOwner) return permit(actor, permission, { action });
  if (ownerUserId !== null) return grant(actor, action, false, "This belongs to somebody else.");
  const refusal =
    ownerTeamId === null
      ? "Channels of the installation are for operators. An administrator can change your role."
      : "Members of the team decide about this, and operators.";
  return permit(actor, "channel.administer", { action, refusal });
}

export const permitReseal = (actor: Actor) =>
  grant(actor, "channel.reseal", actor.type === "job", "Slipway itself does this when it starts.");
