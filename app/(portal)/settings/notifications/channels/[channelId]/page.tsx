import type { Metadata } from "next";

import { HeldRefresh } from "@/components/news/held-refresh";
import { Breadcrumbs } from "@/components/shell/breadcrumbs";
import { FilterBar } from "@/components/ui/filter-bar";
import { Pagination } from "@/components/ui/pagination";
import { UrlState } from "@/components/ui/url-state";
import { DELIVERY_STATUSES, NOTIFICATION_KINDS } from "@/db/enums";
import { can } from "@/lib/auth";
import { listEnvironments } from "@/lib/catalog";
import { searchOf } from "@/lib/core/fetch-view";
import { pageContext } from "@/lib/core/request";
import { getChannel, listDeliveries, listSubscriptions } from "@/lib/notifications";
import { KINDS, topics } from "@/lib/notifications/contract";

import { orNotFound } from "../../../../or-not-found";
import { cursorIn } from "../../../_components/cursor-pages";
import { SubscriptionPanel } from "../../_components/subscription-panel";
import { ChannelSummary } from "./_components/channel-summary";
import { DeliveryLog } from "./_components/delivery-log";

export const metadata: Metadata = { title: "Channel" };

const STATUS_WORDS = { pending: "Waiting", delivered: "Delivered", dead: "Given up", bundled: "In a digest" };

/** One channel: whether it works, what it is told of, and what became of each message. */
export default async function ChannelPage({
  params,
  searchParams,
}: PageProps<"/settings/notifications/channels/[channelId]">) {
  const { channelId } = await params;
  const search = await searchParams;
  const cursor = cursorIn(search);
  const status = DELIVERY_STATUSES.find((one) => one === search.status);
  const ctx = await pageContext();
  const channel = await orNotFound(getChannel(ctx, channelId));
  const [deliveries, subscriptions, environments] = await Promise.all([
    listDeliveries(ctx, { channelId, limit: 50, ...(status && { status }), ...(cursor && { cursor }) }),
    listSubscriptions(ctx),
    listEnvironments(ctx),
  ]);
  const mayEdit = can(ctx.actor, channel.owner === "installation" ? "channel.administer" : "channel.edit");
  const path = `/settings/notifications/channels/${channelId}`;
  const older = deliveries.nextCursor && searchOf({ status, cursor: deliveries.nextCursor });

  return (
    <>
      <Breadcrumbs
        crumbs={[
          { label: "Settings", to: "/settings/people" },
          { label: "Notifications", to: "/settings/notifications" },
          { label: channel.name },
        ]}
      />
      <HeldRefresh topics={cursor ? [] : [topics.channel(channelId), topics.channels]}>
        <div className="flex flex-col gap-6">
          <ChannelSummary channel={channel} mayEdit={mayEdit} />
          <SubscriptionPanel
            title="What it is told of"
            description="Everything else passes it by."
            subscriptions={subscriptions.filter((one) => one.channel?.id === channelId)}
            channelId={channelId}
            choices={{
              kinds: NOTIFICATION_KINDS.map((kind) => ({
                kind,
                label: KINDS[kind].label,
                mine: KINDS[kind].mine ?? null,
              })),
              environments: environments.map(({ name }) => name),
              channels: [{ id: channel.id, name: channel.name, owner: channel.owner }],
              teams: [],
            }}
            mayEdit={channel.owner === "person" ? can(ctx.actor, "notification.edit") : mayEdit}
          />
          <UrlState>
            <FilterBar
              filters={[
                {
                  key: "status",
                  label: "Status",
                  options: DELIVERY_STATUSES.map((value) => ({ value, label: STATUS_WORDS[value] })),
                },
              ]}
            />
          </UrlState>
          <DeliveryLog
            channel={channel}
            deliveries={deliveries.items}
            mayEdit={mayEdit}
            filtered={status !== undefined}
          />
        </div>
      </HeldRefresh>
      <Pagination
        newest={cursor ? `${path}${searchOf({ status })}` : undefined}
        older={older ? `${path}${older}` : undefined}
      />
    </>
  );
}
