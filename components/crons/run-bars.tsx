import { statusMeaning } from "@/components/ui/status-meaning";
import { TONE_MARK } from "@/components/ui/tone";
import { CRON_RUN_STATUSES, type CronRunStatus } from "@/db/enums";
import { type RunMark, RUNS_SHOWN } from "@/lib/crons/contract";

import { runsInWords } from "./monitor-words";

const STEP = 5;
const BAR = 3.5;
const HEIGHT = 20;
const WIDTH = RUNS_SHOWN * STEP;

/** How tall: what ended well is quiet, what needs somebody stands out, also without colour. */
const TALL: Record<CronRunStatus, number> = {
  ok: 8,
  in_progress: 8,
  unseen: 3,
  overrun: 14,
  error: 20,
  missed: 20,
};

/** The last runs as bars, the newest at the end; their counts are the name. A missed one is hollow. */
export function RunBars({ runs }: { runs: readonly RunMark[] }) {
  const words = runsInWords(runs);
  return (
    <svg
      role="img"
      aria-label={words}
      data-tooltip={words}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      className="h-5 w-[150px] max-w-full"
    >
      <line x1="0" x2={WIDTH} y1={HEIGHT - 0.5} y2={HEIGHT - 0.5} className="stroke-border" />
      {CRON_RUN_STATUSES.map((status) => (
        <path
          key={status}
          d={barsOf(runs, status)}
          className={TONE_MARK[statusMeaning({ kind: "cron", value: status }).tone]}
          fill={status === "missed" ? "none" : "currentColor"}
          stroke={status === "missed" ? "currentColor" : "none"}
        />
      ))}
    </svg>
  );
}

function barsOf(runs: readonly RunMark[], status: CronRunStatus): string {
  const inset = status === "missed" ? 0.5 : 0;
  const height = TALL[status] - 2 * inset;
  return runs
    .map((run, index) =>
      run.status === status
        ? `M${WIDTH - (runs.length - index) * STEP + inset} ${HEIGHT - TALL[status] + inset}h${BAR - 2 * inset}v${height}h${2 * inset - BAR}z`
        : "",
    )
    .join("");
}
