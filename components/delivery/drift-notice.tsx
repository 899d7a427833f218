import { UnplugIcon } from "@/components/icons";
import { RelativeTime } from "@/components/time/relative-time";
import { Button } from "@/components/ui/button";
import type { PlacementView } from "@/lib/delivery/contract";

type DriftNoticeProps = {
  drift: NonNullable<PlacementView["drift"]>;
  environment: string;
  whyNotRepair: string | undefined;
  onRepair: () => void;
};

/** What the target runs is not what was deployed: what is desired, what was found, since when, and the way back. */
export function DriftNotice({ drift, environment, whyNotRepair, onRepair }: DriftNoticeProps) {
  return (
    <div className="flex flex-col gap-1 rounded-md border border-warn-border bg-warn-bg p-2.5 text-xs">
      <div className="flex flex-wrap items-center justify-between gap-x-2">
        <span className="inline-flex items-center gap-1.5 font-medium text-warn-fg">
          <UnplugIcon size={14} />
          Not as deployed
        </span>
        <RelativeTime at={drift.since} form="age" className="whitespace-nowrap text-fg-muted" />
      </div>
      <p className="[overflow-wrap:anywhere]">{drift.detail}</p>
      <span
        className="self-start"
        data-tooltip={whyNotRepair ?? `Repair ${environment}\nOpens a review first.`}
      >
        <Button
          size="sm"
          onClick={onRepair}
          disabled={whyNotRepair !== undefined}
          aria-label={`Repair ${environment}`}
          aria-description={whyNotRepair}
        >
          Repair
        </Button>
      </span>
    </div>
  );
}
