import { can } from "@/lib/auth/permissions";
import type { Actor } from "@/lib/core/context";
import { grant, permit } from "@/lib/core/permit";

/** Whom a channel or a subscription belongs to: a person, or the installation. */
type Owned = { ownerUserId: string | null };

/** Whether somebody may use, change and look into a channel. */
export const canUse = (actor: Actor, personId: string | undefined, { ownerUserId }: Owned): boolean =>
  ownerUserId === null ? can(actor, "channel.administer") : ownerUserId === personId && can(actor, "read");

export const permitChannel = (actor: Actor, action: string, personId: string | undefined, owned: Owned) =>
  owned.ownerUserId === null
    ? permit(actor, "channel.administer", { action })
    : grant(
        actor,
        action,
        owned.ownerUserId === personId && can(actor, "channel.edit"),
        can(actor, "channel.edit")
          ? "This channel belongs to somebody else."
          : "Channels of one's own are for developers. An administrator can change your role.",
      );

export const permitSubscription = (
  actor: Actor,
  action: string,
  personId: string | undefined,
  owned: Owned,
) =>
  owned.ownerUserId === null
    ? permit(actor, "channel.administer", { action })
    : grant(
        actor,
        action,
        owned.ownerUserId === personId && can(actor, "notification.edit"),
        "Everybody chooses for themselves what they are told.",
      );

export const permitReseal = (actor: Actor) =>
  grant(actor, "channel.reseal", actor.type === "job", "Slipway itself does this when it starts.");
