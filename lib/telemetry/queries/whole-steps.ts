import { DomainError } from "@/lib/core/errors";

type Asked = { from?: string | undefined; to?: string | undefined; step?: number | undefined };
export type Steps = { from: Date; to: Date; stepSeconds: number };

/** The beginnings of the steps. */
export const instantsOf = ({ from, to, stepSeconds }: Steps): string[] =>
  Array.from({ length: (to.getTime() - from.getTime()) / 1_000 / stepSeconds }, (_, at) =>
    new Date(from.getTime() + at * stepSeconds * 1_000).toISOString(),
  );

const HOUR_MS = 3_600_000;
const DEFAULT_STEPS = 100;
const MOST_STEPS = 1_500;
/**
 * Steps that people read: 1, 2, 5, 10, 15, 30 minutes, 1, 2, 6 hours, then days. Not twelve hours: a month in them reads 24
 * times the rows of a month in days, which have a rollup.
 */
const NICE_STEPS = [60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 21_600, 86_400, 604_800];

/**
 * Whole steps that hold the period, of a width that one can read, unless the question has its own. Throws `invalid` for a
 * period that is none, and for more than `most` steps.
 */
export function wholeSteps(asked: Asked, now: Date, most = MOST_STEPS): Steps {
  const end = asked.to ? new Date(asked.to).getTime() : now.getTime();
  const start = asked.from ? new Date(asked.from).getTime() : end - HOUR_MS;
  if (end <= start)
    throw new DomainError("invalid", "The period ends before it begins.", {
      fields: [{ path: "to", message: "Choose an instant after `from`." }],
    });
  const wanted = (end - start) / 1_000 / DEFAULT_STEPS;
  const nice = NICE_STEPS.find((seconds) => seconds >= wanted) ?? 604_800;
  const stepSeconds = asked.step === undefined ? nice : Math.ceil(asked.step / 60) * 60;
  const stepMs = stepSeconds * 1_000;
  const from = Math.floor(start / stepMs) * stepMs;
  const to = Math.ceil(end / stepMs) * stepMs;
  if ((to - from) / stepMs > most)
    throw new DomainError("invalid", `That would be more than ${most.toLocaleString("en")} steps.`, {
      fields: [{ path: "step", message: "Choose a longer step, or a shorter period." }],
    });
  return { from: new Date(from), to: new Date(to), stepSeconds };
}
