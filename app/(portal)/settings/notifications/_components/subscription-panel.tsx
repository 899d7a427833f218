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
  /** Of teams and the installation: whose inbox it is has to be said. */
  shared?: boolean;
  mayEdit: boolean;
};

/** One line for everything that is told: what, of which service and environment, and where. */
export function SubscriptionPanel({
  title,
  description,
  subscriptions,
  choices,
  channelId,
  shared = false,
  mayEdit,
}: SubscriptionPanelProps) {
  // Who is in no team has only channels to add for, and only once there is one.
  const nowhere = shared && choices.channels.length + choices.teams.length === 0;
  const add = mayEdit && !nowhere && (
    <NewSubscription choices={choices} shared={shared} {...(channelId && { channelId })} />
  );
  return (
    <Panel title={title} description={description} actions={add} flush>
      {subscriptions.length === 0 ? (
        <EmptyState icon={BellIcon} title="Nothing is told">
          {mayEdit
            ? "Add what you want to hear of: failures in production, for example."
            : "Nobody chose anything for it yet."}
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
              mayEdit={mayEdit}
              {...wordsOf(subscription, choices)}
            />
          ))}
        </Table>
      )}
    </Panel>
  );
}

/** What it tells of, and which of it. */
function wordsOf({ kind, scope, team }: SubscriptionView, { kinds }: SubscriptionChoices) {
  const known = kinds.find((one) => one.kind === kind);
  const owned = team ? "of services that it owns" : "of services that my teams own";
  return {
    label: known?.label ?? kind,
    which: scope === "owned" ? owned : scope === "mine" ? known?.mine : undefined,
  };
}

type SubscriptionRowProps = {
  subscription: SubscriptionView;
  label: string;
  which: string | null | undefined;
  mayEdit: boolean;
};

function SubscriptionRow({ subscription, label, which, mayEdit }: SubscriptionRowProps) {
  const { id, service, environment, channel, team } = subscription;
  return (
    <Row>
      <Cell main>
        <span className="font-medium">{label}</span>
        {which && <span className="text-fg-muted"> {which}</span>}
      </Cell>
      <Cell className="text-fg-muted">{service?.name ?? "All services"}</Cell>
      <Cell className="text-fg-muted">{environment?.name ?? "All environments"}</Cell>
      <Cell>
        {channel ? (
          <TextLink tone="quiet" to={`/settings/notifications/channels/${channel.id}`} className="relative">
            {channel.name}
          </TextLink>
        ) : (
          (team && `Inboxes of ${team.name}`) || "Inbox"
        )}
      </Cell>
      <Cell align="end">{mayEdit && <RemoveSubscription id={id} label={label} />}</Cell>
    </Row>
  );
}
