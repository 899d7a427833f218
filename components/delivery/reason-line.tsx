import type { ReactNode } from "react";

import { WithLinks } from "@/components/deployment/with-links";
import { ZonedMoment } from "@/components/gates/zoned-moment";
import type { WaitingReason } from "@/lib/delivery/contract";

import { TimeLeft } from "./time-left";

const DEPLOYMENT = /^dep_/;

type ReasonLineProps = {
  reason: WaitingReason;
  faded?: boolean;
  /** Said of a later date: how long it lasts from now on is no answer then. */
  isForecast?: boolean;
  /** What else there is to know about it. */
  children?: ReactNode;
};

/** One reason in the words of the server, with whose it is and when it is over by itself. */
export function ReasonLine({ reason, faded = false, isForecast = false, children }: ReasonLineProps) {
  const { code, message, owner, until } = reason;
  // A deployment that owns a reason is named in it, and so are those who are asked.
  const toldOwner = owner !== null && !DEPLOYMENT.test(owner) && !message.includes(owner) ? owner : undefined;
  return (
    <div className="min-w-0 [overflow-wrap:anywhere]">
      <p className={faded ? "text-fg-muted line-through" : undefined}>
        <WithLinks text={message} />
      </p>
      {(toldOwner || until || children) && (
        <p className="flex flex-wrap gap-x-2 text-xs text-fg-muted">
          {until && !isForecast && <TimeLeft until={until} estimated={code === "in_flight"} />}
          {until && isForecast && (
            <span>
              until <ZonedMoment at={until} />
            </span>
          )}
          {toldOwner && <span>Owner: {toldOwner}</span>}
          {children}
        </p>
      )}
    </div>
  );
}
