import { FAMILY_TYPES, type Family, type FamilyType, type Sample } from "../prometheus/samples";

/** Prometheus' text format 0.0.4, or OpenMetrics 1.0. */
export type ExpositionFormat = "text" | "openmetrics";

export type Exposition = {
  samples: Sample[];
  families: ReadonlyMap<string, Family>;
  /** Samples of a series that had one of the same time already. */
  duplicates: number;
};

/** A page that cannot be read as a whole; like Prometheus, nothing of it is taken. */
export class Malformed extends Error {
  override name = "Malformed";
  constructor(
    readonly line: number,
    /** What is wrong there, to be read behind "line 12": `has no value`. Never what stands there, which nobody masked. */
    readonly trouble: string,
  ) {
    super(`Line ${line} ${trouble}.`);
  }
}

/** It has more samples than are taken. */
export class TooManySamples extends Error {
  override name = "TooManySamples";
  constructor(readonly samples: number) {
    super(`There are ${samples} samples.`);
  }
}

type Asked = { format: ExpositionFormat; atMs: number; mostSamples: number };

/**
 * Reads what a `/metrics` page says, after https://prometheus.io/docs/instrumenting/exposition_formats and
 * https://prometheus.io/docs/specs/om/open_metrics_spec. Times are in milliseconds in the text format and in seconds in
 * OpenMetrics; samples without one are of `atMs`. Exemplars are passed over. Throws Malformed and TooManySamples.
 */
export function parseExposition(text: string, { format, atMs, mostSamples }: Asked): Exposition {
  const isOpen = format === "openmetrics";
  const families = new Map<string, Family>();
  const samples: Sample[] = [];
  const seen = new Set<string>();
  let count = 0;
  let line = 0;
  let hasEnded = false;
  for (let from = 0; from < text.length;) {
    const newline = text.indexOf("\n", from);
    const raw = text.slice(from, newline < 0 ? text.length : newline).replace(/\r$/, "");
    from = newline < 0 ? text.length : newline + 1;
    line += 1;
    if (hasEnded) throw new Malformed(line, "stands behind # EOF");
    const rest = isOpen ? raw : raw.replace(/^[ \t]+/, "");
    if (rest.startsWith("#")) {
      if (isOpen && rest === "# EOF") hasEnded = true;
      else readComment(rest, families, isOpen, line);
    } else if (rest.trim() !== "") {
      count += 1;
      if (count > mostSamples) continue;
      const sample = readSample(rest, isOpen, atMs, line);
      const key = keyOf(sample);
      if (!seen.has(key)) samples.push(sample);
      seen.add(key);
    } else if (isOpen) throw new Malformed(line, "is empty, which OpenMetrics does not allow");
  }
  if (isOpen && !hasEnded) throw new Malformed(line + 1, "is not there: the page ends without # EOF");
  if (count > mostSamples) throw new TooManySamples(count);
  return { samples, families, duplicates: count - samples.length };
}

const keyOf = ({ name, labels, atMs }: Sample): string =>
  JSON.stringify([name, atMs, Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1))]);

// None of the expressions here can read a text in two ways: the page of a service must not hold up its worker.
const COMMENT = /^#[ \t]+(HELP|TYPE|UNIT)[ \t]+([^ \t]+)/;
const NAME = /^[a-zA-Z_:][\w:]*$/;
const isFamilyType = (word: string): word is FamilyType => FAMILY_TYPES.some((type) => type === word);

function readComment(text: string, families: Map<string, Family>, isOpen: boolean, line: number): void {
  const [all = "", about, name = ""] = COMMENT.exec(text) ?? [];
  if (about === undefined) {
    if (isOpen) throw new Malformed(line, "is a comment, which OpenMetrics does not know");
    return;
  }
  if (!NAME.test(name)) throw new Malformed(line, "names no metric");
  const words = text.slice(all.length).trim();
  const known = families.get(name) ?? { type: "unknown", unit: "" };
  if (about === "UNIT") families.set(name, { ...known, unit: words });
  if (about !== "TYPE") return;
  const type = words === "untyped" ? "unknown" : words;
  if (!isFamilyType(type)) throw new Malformed(line, "names a type that there is not");
  // Of what says nothing of itself the name decides, as for samples that others write here.
  if (type !== "unknown") families.set(name, { ...known, type });
}

const MOST_LABELS = 250;
const SERIES = /[a-zA-Z_:][\w:]*/y;
const LABEL = /[ \t]*([a-zA-Z_]\w*)[ \t]*=[ \t]*"/y;
const BETWEEN = /[ \t]*(?:,[ \t]*)?/y;
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;

function readSample(text: string, isOpen: boolean, atMs: number, line: number): Sample {
  SERIES.lastIndex = 0;
  const name = SERIES.exec(text)?.[0];
  if (name === undefined) throw new Malformed(line, "is no sample: it begins with no name");
  let at = skipBlanks(text, name.length);
  let labels: Sample["labels"] = {};
  if (text[at] === "{") ({ labels, at } = readLabels(text, at + 1, line));
  else if (at === name.length) throw new Malformed(line, "has no value");
  const exemplar = isOpen ? text.indexOf(" # ", at) : -1;
  const [value = "", time, ...more] = text
    .slice(at, exemplar < 0 ? text.length : exemplar)
    .trim()
    .split(/[ \t]+/);
  if (value === "") throw new Malformed(line, "has no value");
  if (more.length > 0) throw new Malformed(line, "goes on behind its value and time");
  const number = numberOf(value);
  if (number === undefined) throw new Malformed(line, "has a value that is no number");
  return { name, labels, value: number, atMs: time === undefined ? atMs : timeOf(time, isOpen, line) };
}

function readLabels(text: string, from: number, line: number): { labels: Sample["labels"]; at: number } {
  const pairs = new Map<string, string>();
  for (let at = skipBlanks(text, from); ;) {
    if (text[at] === "}") return { labels: Object.fromEntries(pairs), at: skipBlanks(text, at + 1) };
    LABEL.lastIndex = at;
    const name = LABEL.exec(text)?.[1];
    if (name === undefined) throw new Malformed(line, "has a label that cannot be read");
    if (pairs.size === MOST_LABELS) throw new Malformed(line, `has more than ${MOST_LABELS} labels`);
    if (pairs.has(name)) throw new Malformed(line, `has the label ${name} twice`);
    const start = LABEL.lastIndex;
    const end = endOfValue(text, start);
    if (end < 0) throw new Malformed(line, `has the label ${name} without a closing quote`);
    pairs.set(name, unescaped(text.slice(start, end)));
    BETWEEN.lastIndex = end + 1;
    const between = BETWEEN.exec(text)?.[0] ?? "";
    at = end + 1 + between.length;
    if (!between.includes(",") && text[at] !== "}")
      throw new Malformed(line, `has neither a comma nor an end behind the label ${name}`);
  }
}

/** The closing quote: the first one with an even number of backslashes before it. */
function endOfValue(text: string, from: number): number {
  for (let end = text.indexOf('"', from); end >= 0; end = text.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (end - 1 - backslashes >= from && text[end - 1 - backslashes] === "\\") backslashes += 1;
    if (backslashes % 2 === 0) return end;
  }
  return -1;
}

const ESCAPED: Record<string, string> = { "\\\\": "\\", '\\"': '"', "\\n": "\n" };
const unescaped = (text: string): string =>
  text.includes("\\") ? text.replaceAll(/\\[\\"n]/g, (found) => ESCAPED[found] ?? found) : text;

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (text[at] === " " || text[at] === "\t") at += 1;
  return at;
}

function numberOf(word: string): number | undefined {
  if (NUMBER.test(word)) return Number(word);
  const [, sign, name = ""] = /^([+-]?)(inf|infinity|nan)$/i.exec(word) ?? [];
  if (name === "") return undefined;
  return name.toLowerCase() === "nan" ? Number.NaN : sign === "-" ? -Infinity : Infinity;
}

function timeOf(word: string, isOpen: boolean, line: number): number {
  if (isOpen && NUMBER.test(word)) return Math.round(Number(word) * 1_000);
  if (!isOpen && /^[+-]?\d+$/.test(word)) return Number(word);
  throw new Malformed(line, "has a time that is none");
}
