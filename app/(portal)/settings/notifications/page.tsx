import type { Metadata } from "next";

import { RefreshOn } from "@/components/refresh-on";
import { NOTIFICATION_KINDS } from "@/db/enums";
import { can } from "@/lib/auth";
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
  const [subscriptions, channels, environments] = await Promise.all([
    listSubscriptions(ctx),
    listChannels(ctx),
    listEnvironments(ctx),
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
  };
  const ofOwner = (owner: "person" | "installation") =>
    subscriptions.filter(({ receiver }) => receiver === owner);

  return (
    <>
      <SettingsCrumbs page="Notifications" />
      <RefreshOn topics={[topics.subscriptions(ctx.actor.id), topics.channels]} />
      <SubscriptionPanel
        title="What you are told"
        description="In your inbox, and through channels of your own."
        subscriptions={ofOwner("person")}
        choices={{ ...choices, channels: choices.channels.filter(({ owner }) => owner === "person") }}
      />
      {ofOwner("installation").length > 0 && (
        <SubscriptionPanel
          title="What the installation's channels are told"
          description="For everybody who reads there."
          subscriptions={ofOwner("installation")}
          choices={choices}
        />
      )}
      <ChannelPanel
        channels={channels}
        mayAdd={can(ctx.actor, "channel.edit")}
        mayAdminister={can(ctx.actor, "channel.administer")}
      />
    </>
  );
}
