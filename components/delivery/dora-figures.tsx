import { Duration } from "@/components/time/duration";
import { TextLink } from "@/components/ui/text-link";
import type { CountedAs } from "@/db/enums";
import type { DoraView } from "@/lib/delivery/contract";

import { counted } from "./counted";
import { countedPath, percent, perTime, type DoraScope } from "./dora-words";

type DoraFiguresProps = { view: DoraView; scope: DoraScope };

/** The four figures, each with how many it is made of; a figure leads to its deployments. */
export function DoraFigures({ view, scope }: DoraFiguresProps) {
  const { frequency, leadTime, changeFailure, recovery } = view;
  const to = (counts: CountedAs) => countedPath(counts, view, scope);
  return (
    <div className="grid gap-3 sm:grid-cols-2 xl:grid-cols-4">
      <Figure
        label="Deployment frequency"
        value={frequency.deliveries === 0 ? null : perTime(frequency)}
        of={counted(frequency.deliveries, "deployment")}
        to={to("delivery")}
      />
      <Figure
        label="Lead time, median"
        value={leadTime.medianMs === null ? null : <Duration ms={leadTime.medianMs} />}
        of={`${counted(leadTime.commits, "commit")} in ${counted(leadTime.deployments, "deployment")}`}
        to={to("first_traffic")}
      >
        <P95 ms={leadTime.p95Ms} />
        {leadTime.waitingShare !== null && (
          <p>{percent(leadTime.waitingShare)} of it was waiting to be deployed</p>
        )}
      </Figure>
      <Figure
        label="Change failure rate"
        value={changeFailure.rate === null ? null : percent(changeFailure.rate)}
        of={counted(changeFailure.failures, "failure")}
        to={to("failure")}
      >
        <p>
          of{" "}
          <TextLink to={to("change")} className="inline-block min-h-6">
            {counted(changeFailure.changes, "change")}
          </TextLink>
        </p>
      </Figure>
      <Figure
        label="Recovery time, median"
        value={recovery.medianMs === null ? null : <Duration ms={recovery.medianMs} />}
        of={counted(recovery.failures, "failure")}
        to={to("failure")}
      >
        <P95 ms={recovery.p95Ms} />
        {recovery.recovered < recovery.failures && (
          <p>{recovery.failures - recovery.recovered} of them still serve</p>
        )}
      </Figure>
    </div>
  );
}

type FigureProps = {
  label: string;
  value: React.ReactNode;
  /** How many it is made of, which is how many the list behind it has. */
  of: string;
  to: string;
  children?: React.ReactNode;
};

function Figure({ label, value, of, to, children }: FigureProps) {
  return (
    <section aria-label={label} className="flex flex-col gap-1 rounded-lg border bg-surface p-4">
      <h3 className="text-fg-muted">{label}</h3>
      <p className="text-xl font-semibold tabular-nums">
        {value ?? (
          <span className="text-fg-subtle">
            <span aria-hidden>–</span>
            <span className="sr-only">not known</span>
          </span>
        )}
      </p>
      <div className="text-xs leading-6 text-fg-muted">
        <p>
          <TextLink to={to} className="inline-block min-h-6">
            {of}
          </TextLink>
        </p>
        {children}
      </div>
    </section>
  );
}

function P95({ ms }: { ms: number | null }) {
  return ms === null ? null : (
    <p>
      95 % within <Duration ms={ms} />
    </p>
  );
}
