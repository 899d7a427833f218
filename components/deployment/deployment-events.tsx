import { RelativeTime } from "@/components/time/relative-time";
import { Panel } from "@/components/ui/panel";
import type { EventView } from "@/lib/delivery/contract";

import { WithLinks } from "./with-links";

/** What happened to it, in order, as the event log has it. */
export function DeploymentEvents({ events }: { events: EventView[] }) {
  if (events.length === 0) return null;
  return (
    <Panel title="Events" flush>
      <ol aria-label="Events" className="divide-y divide-border">
        {events.map(({ id, type, message, at }) => (
          <li key={id} className="flex flex-wrap items-baseline gap-x-3 px-4 py-2">
            <span className="min-w-0 flex-1 basis-56 [overflow-wrap:anywhere]">
              <WithLinks text={message} />
            </span>
            <code className="code text-fg-subtle">{type}</code>
            <RelativeTime at={at} className="w-20 text-right whitespace-nowrap text-fg-muted" />
          </li>
        ))}
      </ol>
    </Panel>
  );
}
