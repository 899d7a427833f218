import type { Metadata } from "next";

import { RefreshOn } from "@/components/refresh-on";
import { NOTIFICATION_KINDS } from "@/db/enums";
import { can, listTeams, teamsOf } from "@/lib/auth";
import { listEnvironments } from "@/lib/catalog";
import { pageContext } from "@/lib/core/request";
import { listChannels, listSubscriptions } from "@/lib/notifications";
import { KINDS, topics } from "@/lib/notifications/contract";

import { SettingsCrumbs } from "../_components/settings-crumbs";
import { ChannelPanel } from "./_components/channel-panel";
import { SubscriptionPanel } from "./_components/subscription-panel";

export const metadata: Metadata = { title: "Notifications" };

/** What one is told, and where it goes. */
export default async function NotificationSettingsPage() {
  const ctx = await pageContext();
  const mayAdminister = can(ctx.actor, "channel.administer");
  const mayAdd = can(ctx.actor, "channel.edit");
  const [subscriptions, channels, environments, teams] = await Promise.all([
    listSubscriptions(ctx),
    listChannels(ctx),
    listEnvironments(ctx),
    mayAdminister ? listTeams(ctx) : mayAdd ? teamsOf(ctx, ctx.actor.id) : [],
  ]);
  const kinds = NOTIFICATION_KINDS.map((kind) => ({
    kind,
    label: KINDS[kind].label,
    mine: KINDS[kind].mine ?? null,
  }));
  const choices = {
    kinds,
    environments: environments.map(({ name }) => name),
    channels: channels.map(({ id, name, owner }) => ({ id, name, owner })),
    teams: teams.map(({ id, name }) => ({ id, name })),
  };
  const inOrder = subscriptions.toSorted(
    (a, b) => NOTIFICATION_KINDS.indexOf(a.kind) - NOTIFICATION_KINDS.indexOf(b.kind),
  );
  const own = inOrder.filter(({ receiver }) => receiver === "person");
  const shared = inOrder.filter(({ receiver }) => receiver !== "person");

  return (
    <>
      <SettingsCrumbs page="Notifications" />
      <RefreshOn topics={[topics.subscriptions(ctx.actor.id), topics.channels]} />
      <SubscriptionPanel
        title="What you are told"
        description="In your inbox, and through channels of your own."
        subscriptions={own}
        choices={{
          ...choices,
          channels: choices.channels.filter(({ owner }) => owner === "person"),
          teams: [],
        }}
        mayEdit={can(ctx.actor, "notification.edit")}
      />
      {(shared.length > 0 || choices.teams.length > 0 || mayAdminister) && (
        <SubscriptionPanel
          title="What teams and the installation are told"
          description="In the inboxes of everybody in a team, and in channels that many read."
          subscriptions={shared}
          choices={{ ...choices, channels: choices.channels.filter(({ owner }) => owner !== "person") }}
          shared
          mayEdit={mayAdd}
        />
      )}
      <ChannelPanel channels={channels} teams={choices.teams} mayAdd={mayAdd} mayAdminister={mayAdminister} />
    </>
  );
}
