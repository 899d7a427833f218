import { SendIcon } from "@/components/icons";
import { RelativeTime } from "@/components/time/relative-time";
import { Badge } from "@/components/ui/badge";
import { EmptyState } from "@/components/ui/empty-state";
import { Panel } from "@/components/ui/panel";
import { Cell, HeaderCell, Row, RowLink, Table } from "@/components/ui/table";
import type { ChannelView } from "@/lib/notifications/contract";

import { CHANNEL_WORDS, ownerName, stateOf } from "./channel-words";
import { NewChannel } from "./new-channel";

type ChannelPanelProps = {
  channels: ChannelView[];
  teams: { id: string; name: string }[];
  mayAdd: boolean;
  mayAdminister: boolean;
};

/** The ways out of the portal, and whether they work. */
export function ChannelPanel({ channels, teams, mayAdd, mayAdminister }: ChannelPanelProps) {
  return (
    <Panel
      title="Channels"
      description="E-mail, chats and webhooks. A channel is told of what is added for it above."
      actions={mayAdd && <NewChannel teams={teams} mayAdminister={mayAdminister} />}
      flush
    >
      {channels.length === 0 ? (
        <EmptyState icon={SendIcon} title="No channels yet">
          {mayAdd
            ? "Add one to hear of things where you are: in Slack, in Teams, by e-mail, or in a program."
            : "Developers may add channels. Your inbox works without one."}
        </EmptyState>
      ) : (
        <Table
          label="Channels"
          head={
            <>
              <HeaderCell>Name</HeaderCell>
              <HeaderCell>Kind</HeaderCell>
              <HeaderCell>Leads to</HeaderCell>
              <HeaderCell>Belongs to</HeaderCell>
              <HeaderCell>State</HeaderCell>
              <HeaderCell>Last delivered</HeaderCell>
            </>
          }
        >
          {channels.map((channel) => (
            <ChannelRow key={channel.id} channel={channel} />
          ))}
        </Table>
      )}
    </Panel>
  );
}

function ChannelRow({ channel }: { channel: ChannelView }) {
  const { tone, words } = stateOf(channel);
  return (
    <Row>
      <Cell main>
        <RowLink to={`/settings/notifications/channels/${channel.id}`}>{channel.name}</RowLink>
      </Cell>
      <Cell className="text-fg-muted">{CHANNEL_WORDS[channel.kind].name}</Cell>
      <Cell className="max-w-64 truncate text-fg-muted">{channel.destination}</Cell>
      <Cell className="text-fg-muted">{ownerName(channel)}</Cell>
      <Cell>
        <Badge tone={tone}>{words}</Badge>
      </Cell>
      <Cell wideOnly className="text-fg-muted">
        {channel.lastDeliveredAt ? <RelativeTime at={channel.lastDeliveredAt} /> : "never"}
      </Cell>
    </Row>
  );
}
