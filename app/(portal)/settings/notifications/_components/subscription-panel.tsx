import { BellIcon } from "@/components/icons";
import { EmptyState } from "@/components/ui/empty-state";
import { Panel } from "@/components/ui/panel";
import { Cell, HeaderCell, Row, Table } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import type { SubscriptionView } from "@/lib/notifications/contract";

import { NewSubscription } from "./new-subscription";
import { RemoveSubscription } from "./remove-subscription";
import type { SubscriptionChoices } from "./subscription-choices";

type SubscriptionPanelProps = {
  title: string;
  description: string;
  subscriptions: SubscriptionView[];
  choices: SubscriptionChoices;
  /** For the page of one channel. */
  channelId?: string;
};

/** One line for everything that is told: what, of which service and environment, and where. */
export function SubscriptionPanel({
  title,
  description,
  subscriptions,
  choices,
  channelId,
}: SubscriptionPanelProps) {
  const add = <NewSubscription choices={choices} {...(channelId && { channelId })} />;
  return (
    <Panel title={title} description={description} actions={add} flush>
      {subscriptions.length === 0 ? (
        <EmptyState icon={BellIcon} title="Nothing is told">
          Add what you want to hear of: failures in production, for example.
        </EmptyState>
      ) : (
        <Table
          label={title}
          head={
            <>
              <HeaderCell>What</HeaderCell>
              <HeaderCell>Service</HeaderCell>
              <HeaderCell>Environment</HeaderCell>
              <HeaderCell>Goes to</HeaderCell>
              <HeaderCell>
                <span className="sr-only">Actions</span>
              </HeaderCell>
            </>
          }
        >
          {subscriptions.map((subscription) => (
            <SubscriptionRow
              key={subscription.id}
              subscription={subscription}
              label={labelOf(subscription, choices)}
            />
          ))}
        </Table>
      )}
    </Panel>
  );
}

function labelOf({ kind, scope }: SubscriptionView, { kinds }: SubscriptionChoices): string {
  const known = kinds.find((one) => one.kind === kind);
  return scope === "mine" && known?.mine ? `${known.label}, ${known.mine}` : (known?.label ?? kind);
}

function SubscriptionRow({ subscription, label }: { subscription: SubscriptionView; label: string }) {
  const { id, service, environment, channel } = subscription;
  return (
    <Row>
      <Cell main className="font-medium">
        {label}
      </Cell>
      <Cell className="text-fg-muted">{service?.name ?? "All services"}</Cell>
      <Cell className="text-fg-muted">{environment?.name ?? "All environments"}</Cell>
      <Cell>
        {channel ? (
          <TextLink tone="quiet" to={`/settings/notifications/channels/${channel.id}`} className="relative">
            {channel.name}
          </TextLink>
        ) : (
          "Inbox"
        )}
      </Cell>
      <Cell align="end">
        <RemoveSubscription id={id} label={label} />
      </Cell>
    </Row>
  );
}
