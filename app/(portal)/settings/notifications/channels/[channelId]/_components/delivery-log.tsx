import { SendIcon } from "@/components/icons";
import { RelativeTime } from "@/components/time/relative-time";
import { EmptyState } from "@/components/ui/empty-state";
import { Panel } from "@/components/ui/panel";
import { StatusBadge } from "@/components/ui/status-badge";
import { Cell, HeaderCell, Row, Table } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import type { ChannelView, DeliveryView } from "@/lib/notifications/contract";

import { Redeliver } from "./redeliver";

type DeliveryLogProps = {
  channel: ChannelView;
  deliveries: DeliveryView[];
  mayEdit: boolean;
  filtered: boolean;
};

/** What became of each message, newest first, with the way to send it again. */
export function DeliveryLog({ channel, deliveries, mayEdit, filtered }: DeliveryLogProps) {
  const again = mayEdit && channel.deadCount > 0 && (
    <Redeliver channelId={channel.id} label={`Send all ${channel.deadCount} given up again`}>
      Send all {channel.deadCount} again
    </Redeliver>
  );
  return (
    <Panel title="Log" description="Kept for 90 days." actions={again} flush>
      {deliveries.length === 0 ? (
        <EmptyState icon={SendIcon} title={filtered ? "Nothing matches" : "Nothing was sent yet"}>
          {filtered ? "No message has this status." : "Send a test to see whether messages arrive."}
        </EmptyState>
      ) : (
        <Table
          label="Log"
          head={
            <>
              <HeaderCell>Message</HeaderCell>
              <HeaderCell>Status</HeaderCell>
              <HeaderCell>Answer</HeaderCell>
              <HeaderCell>Tries</HeaderCell>
              <HeaderCell>When</HeaderCell>
              <HeaderCell>
                <span className="sr-only">Actions</span>
              </HeaderCell>
            </>
          }
        >
          {deliveries.map((delivery) => (
            <DeliveryRow key={delivery.id} delivery={delivery} mayEdit={mayEdit} />
          ))}
        </Table>
      )}
    </Panel>
  );
}

function DeliveryRow({ delivery, mayEdit }: { delivery: DeliveryView; mayEdit: boolean }) {
  const { id, channelId, title, path, status, attempts, lastError, responseStatus, durationMs } = delivery;
  const answered = status === "delivered" ? (responseStatus ?? "taken") : undefined;
  return (
    <Row>
      <Cell main className="max-w-md [overflow-wrap:anywhere]">
        <TextLink tone="quiet" to={path} className="relative font-medium">
          {title}
        </TextLink>
        <code className="code block w-fit text-xs text-fg-muted">{id}</code>
      </Cell>
      <Cell>
        <StatusBadge
          kind="delivery"
          value={status}
          detail={status === "pending" && attempts > 0 ? "tried before" : undefined}
        />
      </Cell>
      <Cell className="max-w-xs text-fg-muted [overflow-wrap:anywhere]">
        {answered ?? lastError ?? "–"}
        {answered !== undefined && durationMs !== null && <> in {durationMs} ms</>}
      </Cell>
      <Cell className="text-fg-muted">
        {attempts}
        <span className="sm:hidden">{attempts === 1 ? " try" : " tries"}</span>
      </Cell>
      <Cell className="text-fg-muted">
        {delivery.nextAttemptAt && attempts > 0 ? (
          <>
            next <RelativeTime at={delivery.nextAttemptAt} />
          </>
        ) : (
          <RelativeTime at={delivery.finishedAt ?? delivery.createdAt} />
        )}
      </Cell>
      <Cell align="end">
        {mayEdit && status !== "bundled" && (
          <Redeliver
            channelId={channelId}
            id={id}
            label={`${status === "pending" ? "Try now" : "Send again"}: ${title}`}
          >
            {status === "pending" ? "Try now" : "Send again"}
          </Redeliver>
        )}
      </Cell>
    </Row>
  );
}
