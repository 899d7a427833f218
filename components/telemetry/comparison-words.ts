import { durationInWords } from "@/components/time/format-instant";
import type { ComparedRelease, ReleaseComparison } from "@/lib/telemetry/contract";

import { changeInWords, msInWords, rateInWords, shareInWords } from "./traffic-words";

/** Below that a difference may as well be chance. */
const FEW_REQUESTS = 100;
/** From there on slower is called slower, and more is called more. */
const NOTABLE = 1.2;
/** Of fewer requests the slowest alone is the 95th percentile. */
const LEAST_FOR_QUANTILE = 20;
/** How many standard deviations chance hardly ever makes: 99 of 100 times it makes fewer. */
const BEYOND_CHANCE = 2.58;

type Clause = { isWorse: boolean; words: string };

/**
 * What one wants to know first, each figure that differs by more than chance: "#14 fails less often (2 % against 48 %), but
 * is slower (95 % within 180 ms against 120 ms), than #12 in the first 20 min of each."
 */
export function comparisonSentence({ alignment, base, other, sharedSeconds }: ReleaseComparison): string {
  if (!base || !other) return "";
  const [before, after] = [`#${base.release.number}`, `#${other.release.number}`];
  const where =
    alignment === "moment"
      ? `in the ${durationInWords(sharedSeconds * 1_000)} in which both were asked`
      : `in the first ${durationInWords(sharedSeconds * 1_000)} of each`;
  if (base.requests === 0 || other.requests === 0)
    return `${base.requests === 0 ? before : after} was not asked anything in this time.`;
  const found = [errorsDiffer(base, other), durationsDiffer(base, other)].flatMap((each) => each ?? []);
  const rate = ratesDiffer(base, other);
  const verdict =
    found.length === 0
      ? `${after} does about as well as ${before} ${where}`
      : `${after} ${joined(found)} than ${before} ${where}`;
  const few = Math.min(base.requests, other.requests) < FEW_REQUESTS;
  return `${[verdict, rate].filter(Boolean).join("; ")}.${few ? " There are few requests: it may be chance." : ""}`;
}

/** What is better and what is worse are not told in one breath. */
function joined(clauses: readonly Clause[]): string {
  const [one, two] = clauses;
  if (!one || !two) return one?.words ?? "";
  return one.isWorse === two.isWorse ? `${one.words} and ${two.words}` : `${one.words}, but ${two.words},`;
}

function errorsDiffer(base: ComparedRelease, other: ComparedRelease): Clause | undefined {
  if (!isNotable(base, other)) return undefined;
  const isWorse = (other.errorRate ?? 0) > (base.errorRate ?? 0);
  const shares = `${shareInWords(other.errorRate)} against ${shareInWords(base.errorRate)}`;
  return { isWorse, words: `fails ${isWorse ? "more" : "less"} often (${shares})` };
}

/** Two shares differ when chance would hardly have it so: the test of two proportions, at 99 %. */
function isNotable(base: ComparedRelease, other: ComparedRelease): boolean {
  const together = (base.errors + other.errors) / (base.requests + other.requests);
  const spread = Math.sqrt(together * (1 - together) * (1 / base.requests + 1 / other.requests));
  return spread > 0 && Math.abs((other.errorRate ?? 0) - (base.errorRate ?? 0)) / spread > BEYOND_CHANCE;
}

function durationsDiffer(base: ComparedRelease, other: ComparedRelease): Clause | undefined {
  const [before, after] = [base.p95Ms, other.p95Ms];
  if (before === null || after === null || before === 0 || after === 0) return undefined;
  if (Math.min(base.requests, other.requests) < LEAST_FOR_QUANTILE) return undefined;
  if (Math.max(after / before, before / after) < NOTABLE) return undefined;
  const isWorse = after > before;
  const durations = `95 % within ${msInWords(after)} against ${msInWords(before)}`;
  return { isWorse, words: `is ${isWorse ? "slower" : "faster"} (${durations})` };
}

/** Neither better nor worse, and to be known before the rest is believed. Counts of requests vary by their square root. */
function ratesDiffer(base: ComparedRelease, other: ComparedRelease): string | undefined {
  const [before, after] = [base.perMinute, other.perMinute];
  const isChance =
    Math.abs(other.requests - base.requests) < BEYOND_CHANCE * Math.sqrt(other.requests + base.requests);
  if (isChance || Math.max(after / before, before / after) < NOTABLE) return undefined;
  const rates = `${rateInWords(after)} against ${rateInWords(before)} a minute`;
  return `it is asked ${after > before ? "more" : "less"} often (${rates})`;
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
