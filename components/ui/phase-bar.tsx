import { Elapsed } from "@/components/time/elapsed";
import { durationInWords } from "@/components/time/format-instant";
import type { PhaseStatus } from "@/db/enums";

import { cx } from "./cx";
import { statusMeaning } from "./status-meaning";
import { TONE_FILL, TONE_MARK } from "./tone";

export type BarPhase = {
  name: string;
  /** In words: "Switch traffic". */
  label: string;
  /** `pending` has not begun. */
  status: PhaseStatus | "pending";
  durationMs?: number | null | undefined;
  /** ISO instant; of a running phase the time since then is counted. */
  startedAt?: string | null | undefined;
};

/** A phase shorter than this share of the bar would vanish. */
const SMALLEST_SHARE = 0.06;

type PhaseBarProps = {
  phases: BarPhase[];
  label: string;
  /** Left out where a list beside the bar names the phases already. */
  legend?: boolean;
};

/** The phases of a deployment in order; their widths are their durations, the running one moves. */
export function PhaseBar({ phases, label, legend = true }: PhaseBarProps) {
  const knownMs = phases.reduce((sum, phase) => sum + (phase.durationMs ?? 0), 0);
  const share = (phase: BarPhase) =>
    phase.durationMs && knownMs > 0
      ? Math.max(SMALLEST_SHARE, phase.durationMs / knownMs)
      : SMALLEST_SHARE * 2;
  return (
    <div>
      <div aria-hidden className="flex h-2 gap-0.5">
        {phases.map((phase) => (
          <span
            key={phase.name}
            data-tooltip={`${phase.label}\n${timeInWords(phase)}`}
            // A sum below one would leave a part of the bar empty.
            style={{ flexGrow: share(phase) * 100, flexBasis: 0 }}
            className={cx(
              "h-full rounded-[2px]",
              phase.status === "pending" || phase.status === "skipped"
                ? "bg-surface-3"
                : TONE_FILL[statusMeaning({ kind: "phase", value: phase.status }).tone],
              phase.status === "running" && "phase-running",
            )}
          />
        ))}
      </div>
      {legend && (
        <ol aria-label={label} className="mt-3 flex flex-wrap gap-x-5 gap-y-1.5">
          {phases.map((phase) => (
            <PhaseLegend key={phase.name} phase={phase} />
          ))}
        </ol>
      )}
    </div>
  );
}

function PhaseLegend({ phase }: { phase: BarPhase }) {
  const pending = phase.status === "pending";
  const meaning = statusMeaning({
    kind: "phase",
    value: phase.status === "pending" ? "skipped" : phase.status,
  });
  const Shape = meaning.icon;
  return (
    <li
      className={cx("flex items-center gap-1.5", (pending || phase.status === "skipped") && "text-fg-muted")}
    >
      {pending ? (
        <span aria-hidden className="mx-1 size-1.5 rounded-full bg-border-strong" />
      ) : (
        <Shape
          size={14}
          label={meaning.word}
          className={cx(TONE_MARK[meaning.tone], meaning.moving && "animate-spin")}
        />
      )}
      <span>{phase.label}</span>
      <span className="text-fg-muted">
        {phase.status === "running" && phase.startedAt ? (
          <Elapsed since={phase.startedAt} />
        ) : (
          timeInWords(phase)
        )}
      </span>
    </li>
  );
}

function timeInWords({ status, durationMs }: BarPhase): string {
  if (status === "pending") return "not started";
  if (status === "skipped") return "skipped";
  return durationMs === null || durationMs === undefined ? "" : durationInWords(durationMs);
}
