import { durationInWords } from "@/components/time/format-instant";
import type { ComparedRelease, ReleaseComparison } from "@/lib/telemetry/contract";

import { changeInWords, msInWords, rateInWords, shareInWords } from "./traffic-words";

/** Below that a difference may as well be chance. */
const FEW_REQUESTS = 100;
/** From there on slower is called slower. */
const NOTABLE = 1.2;

/** What one wants to know first: "#14 is slower than #12: 95 % within 180 ms, before 120 ms." */
export function comparisonSentence({ alignment, base, other, sharedSeconds }: ReleaseComparison): string {
  if (!base || !other) return "";
  const [before, after] = [`#${base.release.number}`, `#${other.release.number}`];
  const where =
    alignment === "moment"
      ? `in the ${durationInWords(sharedSeconds * 1_000)} in which both were asked`
      : `in the first ${durationInWords(sharedSeconds * 1_000)} of each`;
  if (base.requests === 0 || other.requests === 0)
    return `${base.requests === 0 ? before : after} was not asked anything in this time.`;
  const found = [errorsDiffer(base, other), durationsDiffer(base, other)].filter(Boolean);
  const verdict =
    found.length === 0
      ? `${after} does about as well as ${before} ${where}.`
      : `${after} ${found.join(" and ")} than ${before} ${where}.`;
  const few = Math.min(base.requests, other.requests) < FEW_REQUESTS;
  return few ? `${verdict} There are few requests: it may be chance.` : verdict;
}

function errorsDiffer(base: ComparedRelease, other: ComparedRelease): string | undefined {
  if (!isNotable(base, other)) return undefined;
  return (other.errorRate ?? 0) > (base.errorRate ?? 0) ? "fails more often" : "fails less often";
}

/** Two shares differ when chance would hardly have it so: the test of two proportions, at 99 %. */
function isNotable(base: ComparedRelease, other: ComparedRelease): boolean {
  const together = (base.errors + other.errors) / (base.requests + other.requests);
  const spread = Math.sqrt(together * (1 - together) * (1 / base.requests + 1 / other.requests));
  return spread > 0 && Math.abs((other.errorRate ?? 0) - (base.errorRate ?? 0)) / spread > 2.58;
}

function durationsDiffer({ p95Ms: before }: ComparedRelease, { p95Ms: after }: ComparedRelease) {
  if (before === null || after === null || before === 0) return undefined;
  if (after / before >= NOTABLE) return "is slower";
  return before / after >= NOTABLE ? "is faster" : undefined;
}

type ComparedRow = { name: string; before: string; after: string; difference: string; isWorse: boolean };

/** The figures beside each other. More requests are not worse; more errors and longer durations are. */
export function comparedRows(base: ComparedRelease, other: ComparedRelease): ComparedRow[] {
  const durations = (["p50", "p95", "p99"] as const).map((name): ComparedRow => {
    const [before, after] = [base[`${name}Ms`], other[`${name}Ms`]];
    return {
      name: `Duration, ${name}`,
      before: msInWords(before),
      after: msInWords(after),
      difference: changeInWords(after, before) ?? "–",
      isWorse: before !== null && after !== null && before > 0 && after / before >= NOTABLE,
    };
  });
  // Against nothing there is no difference.
  const change = (after: number, before: number) =>
    (after > 0 && before > 0 && changeInWords(after, before)) || "–";
  return [
    {
      name: "Requests",
      before: base.requests.toLocaleString("en"),
      after: other.requests.toLocaleString("en"),
      difference: change(other.requests, base.requests),
      isWorse: false,
    },
    {
      name: "Requests a minute",
      before: rateInWords(base.perMinute),
      after: rateInWords(other.perMinute),
      difference: change(other.perMinute, base.perMinute),
      isWorse: false,
    },
    {
      name: "Error rate",
      before: shareInWords(base.errorRate),
      after: shareInWords(other.errorRate),
      difference: pointsInWords(base.errorRate, other.errorRate),
      isWorse:
        base.requests > 0 &&
        other.requests > 0 &&
        isNotable(base, other) &&
        (other.errorRate ?? 0) > (base.errorRate ?? 0),
    },
    ...durations,
  ];
}

/** "+2.5 points": of shares their difference is said, because most are compared with none. */
function pointsInWords(before: number | null, after: number | null): string {
  if (before === null || after === null || before === after) return "–";
  const points = (after - before) * 100;
  const size = Math.abs(points);
  if (size < 0.01) return "–";
  const digits = size >= 10 ? 0 : size >= 1 ? 1 : 2;
  return `${points > 0 ? "+" : "−"}${size.toLocaleString("en", { maximumFractionDigits: digits })} points`;
}
