import { PauseIcon } from "@/components/icons";
import { RelativeTime } from "@/components/time/relative-time";
import { Button } from "@/components/ui/button";
import { Person } from "@/components/ui/person";
import type { HoldView } from "@/lib/gates/contract";

type HoldNoticeProps = { hold: HoldView; whyNot: string | undefined; onRelease: () => void };

/** Automation keeps off a place: until when, why, by whom, and the way to let it go on. */
export function HoldNotice({ hold, whyNot, onRelease }: HoldNoticeProps) {
  const { environment, untilReleaseNumber, reason, createdByName, createdAt } = hold;
  return (
    <div className="flex flex-col gap-1 rounded-md border border-blocked-border bg-blocked-bg p-2.5 text-xs">
      <div className="flex flex-wrap items-center justify-between gap-x-2">
        <span className="inline-flex items-center gap-1.5 font-medium text-blocked-fg">
          <PauseIcon size={14} />
          Automation on hold
        </span>
        <RelativeTime at={createdAt} form="age" className="whitespace-nowrap text-fg-muted" />
      </div>
      <p className="[overflow-wrap:anywhere]">
        Automation keeps off {environment} until a release newer than #{untilReleaseNumber}: {reason}
      </p>
      <Person name={createdByName} className="max-w-full text-fg-muted" />
      <span
        className="self-start"
        data-tooltip={whyNot ?? `Let automation go on in ${environment}\nAsks for a reason first.`}
      >
        <Button
          size="sm"
          onClick={onRelease}
          disabled={whyNot !== undefined}
          aria-label={`Release the hold in ${environment}`}
          aria-description={whyNot}
        >
          Release the hold
        </Button>
      </span>
    </div>
  );
}
