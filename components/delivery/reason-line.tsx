import { WithLinks } from "@/components/deployment/with-links";
import type { WaitingReason } from "@/lib/delivery/contract";

import { TimeLeft } from "./time-left";

const DEPLOYMENT = /^dep_/;

/** One reason in the words of the server, with whose it is and when it is over by itself. */
export function ReasonLine({ reason, faded = false }: { reason: WaitingReason; faded?: boolean }) {
  const { code, message, owner, until } = reason;
  // A deployment that owns a reason is named in it, and so are those who are asked.
  const toldOwner = owner !== null && !DEPLOYMENT.test(owner) && !message.includes(owner) ? owner : undefined;
  return (
    <div className="min-w-0 [overflow-wrap:anywhere]">
      <p className={faded ? "text-fg-muted line-through" : undefined}>
        <WithLinks text={message} />
      </p>
      {(toldOwner || until) && (
        <p className="flex flex-wrap gap-x-2 text-xs text-fg-muted">
          {until && <TimeLeft until={until} estimated={code === "in_flight"} />}
          {toldOwner && <span>Owner: {toldOwner}</span>}
        </p>
      )}
    </div>
  );
}
