import { durationInWords } from "@/components/time/format-instant";
import type { CountedAs } from "@/db/enums";
import { searchOf } from "@/lib/core/fetch-view";
import type { DoraView } from "@/lib/delivery/contract";

import { counted } from "./counted";

export type DoraScope = { service?: string | undefined; team?: string | undefined };

/** How often, how fast and how well, in one sentence. */
export function doraSentence({ frequency, leadTime, changeFailure, recovery, days }: DoraView): string {
  if (changeFailure.changes === 0) return `No change reached production in the last ${days} days.`;
  const parts = [
    reachProduction(frequency, days),
    leadTime.medianMs !== null && `half of all commits take less than ${durationInWords(leadTime.medianMs)}`,
    changeFailure.failures === 0
      ? "none failed"
      : `${percent(changeFailure.rate)} failed${recovery.medianMs === null ? "" : ` and half of those were over in ${durationInWords(recovery.medianMs)}`}`,
  ];
  return `${parts.filter(Boolean).join(", ")}.`;
}

/** "4.2 changes a day", "1 change a week", or in how many days where that is less than one a month. */
export function perTime(frequency: DoraView["frequency"]): string {
  const { changes, unit } = paceOf(frequency);
  const { deliveries, perDay } = frequency;
  return `${counted(changes, "change")} ${unit ? `a ${unit}` : `in ${Math.round(deliveries / perDay)} days`}`;
}

function reachProduction(frequency: DoraView["frequency"], days: number): string {
  const { changes, unit } = paceOf(frequency);
  if (!unit) return `${counted(changes, "change")} reached production in ${days} days`;
  return `${perTime(frequency)} ${changes === 1 ? "reaches" : "reach"} production`;
}

/** The unit in which one can imagine it. */
function paceOf({ perDay, deliveries }: DoraView["frequency"]) {
  if (perDay >= 1) return { changes: short(perDay), unit: "day" };
  if (perDay * 7 >= 1) return { changes: short(perDay * 7), unit: "week" };
  if (perDay * 30 >= 1) return { changes: short(perDay * 30), unit: "month" };
  return { changes: deliveries, unit: undefined };
}

export const percent = (share: number | null): string =>
  share === null ? "–" : `${share > 0 && share < 0.1 ? (share * 100).toFixed(1) : Math.round(share * 100)} %`;

const short = (number: number) => (number >= 10 ? Math.round(number) : Math.round(number * 10) / 10);

/** The deployments behind a figure: exactly as many as it says. The list's `to` is the last moment, not the one after. */
export function countedPath(
  counts: CountedAs,
  period: { from: string; to: string },
  scope: DoraScope,
): string {
  const to = new Date(Date.parse(period.to) - 1).toISOString();
  return `/deployments${searchOf({ counts, from: period.from, to, ...scope })}`;
}
