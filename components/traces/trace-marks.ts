import { LEVEL_MEANING } from "@/components/logs/level-meaning";
import type { TraceError } from "@/lib/errors/contract";
import type { TraceLine } from "@/lib/telemetry/contract";

/** What happened within spans, by the id of the span. */
export type Moments = {
  ofSpan: ReadonlyMap<string, SpanMoments>;
  /** Those of the trace that name no span, or one that is not here. */
  elsewhere: SpanMoments;
  linesTruncated: boolean;
  errorsTruncated: boolean;
};
export type SpanMoments = { errors: TraceError[]; lines: TraceLine[] };

/** One sign on the bar of a span: several things at one place share it. */
export type Mark = { us: number; isError: boolean; isBad: boolean; text: string };

const MOST_MARKS = 5;
/** Marks that would stand closer than this share of the whole width are drawn as one. */
const CLOSE = 0.01;
const MOST_TEXT = 120;
/** Of OpenTelemetry: from here on a line tells of an error. */
const ERROR_SEVERITY = 17;

export function momentsOf(
  spanIds: ReadonlyMap<string, unknown>,
  lines: { items: readonly TraceLine[]; truncated: boolean } | undefined,
  errors: { items: readonly TraceError[]; truncated: boolean } | undefined,
): Moments {
  const ofSpan = new Map<string, SpanMoments>();
  const elsewhere: SpanMoments = { errors: [], lines: [] };
  const placeOf = (spanId: string | null) => {
    if (spanId === null || !spanIds.has(spanId)) return elsewhere;
    const known = ofSpan.get(spanId) ?? { errors: [], lines: [] };
    ofSpan.set(spanId, known);
    return known;
  };
  for (const line of lines?.items ?? []) placeOf(line.spanId).lines.push(line);
  for (const error of errors?.items ?? []) placeOf(error.spanId).errors.push(error);
  return {
    ofSpan,
    elsewhere,
    linesTruncated: lines?.truncated ?? false,
    errorsTruncated: errors?.truncated ?? false,
  };
}

type Bar = {
  /** Microseconds after `from` at which the span begins by its own clock, and how long it took. */
  startUs: number;
  durationUs: number;
  /** The beginning of the trace, an instant to the microsecond. */
  from: string;
  /** How long the whole picture is. */
  lengthUs: number;
};

/**
 * The signs on one bar, in the order of time, `us` after the beginning of the span: a handful at most, the worst first. What
 * a program wrote a little after its span ended stands at its end.
 */
export function marksOf(
  { errors, lines }: SpanMoments,
  { startUs, durationUs, from, lengthUs }: Bar,
): Mark[] {
  const within = (at: string) =>
    Math.min(Math.max(microsecondsBetween(from, at) - startUs, 0), Math.max(durationUs, 0));
  const all: Mark[] = [
    ...errors.map(({ at, title }) => ({
      us: within(at),
      isError: true,
      isBad: true,
      text: `Error: ${short(title)}`,
    })),
    ...lines
      .toSorted((a, b) => b.severity - a.severity)
      .map(({ at, severity, level, body }) => ({
        us: within(at),
        isError: false,
        isBad: severity >= ERROR_SEVERITY,
        text: `Log line, ${LEVEL_MEANING[level].word.toLowerCase()}: ${short(body)}`,
      })),
  ];
  const places = new Map<number, { mark: Mark; others: number }>();
  for (const mark of all) {
    const place = Math.round(mark.us / Math.max(1, lengthUs * CLOSE));
    const taken = places.get(place);
    if (taken) taken.others += 1;
    else places.set(place, { mark, others: 0 });
  }
  return [...places.values()]
    .slice(0, MOST_MARKS)
    .map(({ mark, others }) => (others === 0 ? mark : { ...mark, text: `${mark.text} (+${others})` }))
    .toSorted((a, b) => a.us - b.us);
}

/** "2 errors, 1 log line"; undefined where nothing happened. */
export function momentsInWords({ errors, lines }: SpanMoments): string | undefined {
  const counted = (count: number, word: string) => `${count} ${word}${count === 1 ? "" : "s"}`;
  const words = [
    errors.length > 0 && counted(errors.length, "error"),
    lines.length > 0 && counted(lines.length, "log line"),
  ];
  return words.filter(Boolean).join(", ") || undefined;
}

function short(text: string): string {
  const [first = ""] = text.split("\n");
  return first.length > MOST_TEXT ? `${first.slice(0, MOST_TEXT)}…` : first;
}

/** Dates hold milliseconds only, and a whole trace may take less than one. */
function microsecondsBetween(from: string, to: string): number {
  const [, fromMicros = "0"] = /\.\d{3}(\d{3})Z$/.exec(from) ?? [];
  const [, toMicros = "0"] = /\.\d{3}(\d{3})Z$/.exec(to) ?? [];
  return (Date.parse(to) - Date.parse(from)) * 1_000 + Number(toMicros) - Number(fromMicros);
}
