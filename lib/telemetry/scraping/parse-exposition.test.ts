import { describe, expect, it } from "vitest";

import { recordsOf } from "../prometheus/to-records";
import { type ExpositionFormat, Malformed, parseExposition, TooManySamples } from "./parse-exposition";

const AT = 1_700_000_000_000;
const read = (text: string, format: ExpositionFormat = "text", mostSamples = 100) =>
  parseExposition(text, { format, atMs: AT, mostSamples });
const sampleIn = (text: string, format?: ExpositionFormat) => read(text, format).samples[0];

describe("a sample of the text format", () => {
  it.each([
    ["up 1", { name: "up", labels: {}, value: 1, atMs: AT }],
    ["  up\t1  ", { name: "up", value: 1 }],
    ["up 1\r", { name: "up", value: 1 }],
    ["up{} 1", { labels: {}, value: 1 }],
    ["up{ } 1", { labels: {} }],
    ['up{a="1",b="2"}3', { labels: { a: "1", b: "2" }, value: 3 }],
    ['up { a = "1" , b = "2" , } 3', { labels: { a: "1", b: "2" } }],
    ['job:rate5m{a=""} 1e-3', { name: "job:rate5m", labels: { a: "" }, value: 0.001 }],
    [
      String.raw`up{path="C:\\DIR\\",said="\"Hi\"",lines="a\nb",other="\d"} 1`,
      { labels: { path: "C:\\DIR\\", said: '"Hi"', lines: "a\nb", other: "\\d" } },
    ],
    ['up{a="} 2 # {",b="ä 🦊"} 1', { labels: { a: "} 2 # {", b: "ä 🦊" }, value: 1 }],
    ['up{__proto__="x"} 1', { name: "up" }],
    ["up +Inf", { value: Infinity }],
    ["up -inf", { value: -Infinity }],
    ["up NaN", { value: Number.NaN }],
    ["up .5", { value: 0.5 }],
    ["up 1.", { value: 1 }],
    ["up -1.7560473e+07", { value: -17_560_473 }],
    ["up 1027 1395066363000", { value: 1_027, atMs: 1_395_066_363_000 }],
    ["up 1 -3982045", { atMs: -3_982_045 }],
  ])("%s", (text, expected) => {
    expect(sampleIn(text)).toMatchObject(expected);
  });
});

describe("a line that is none fails the page, with its number", () => {
  it.each([
    ["up", "has no value"],
    ["up ", "has no value"],
    ['up{a="1"}', "has no value"],
    ["up one", "has a value that is no number"],
    ["up 0x10", "has a value that is no number"],
    ["up 1 2 3", "goes on behind its value and time"],
    ["up 1 12.5", "has a time that is none"],
    ["<!doctype html>", "is no sample: it begins with no name"],
    ["9up 1", "is no sample: it begins with no name"],
    ["http.requests 1", "has no value"],
    ['up{a="1" 2', "has neither a comma nor an end behind the label a"],
    ['up{a="1" b="2"} 2', "has neither a comma nor an end behind the label a"],
    ['up{a="1} 2', "has the label a without a closing quote"],
    [String.raw`up{a="1\"} 2`, "has the label a without a closing quote"],
    ["up{a=1} 2", "has a label that cannot be read"],
    ['up{,a="1"} 2', "has a label that cannot be read"],
    ["up{", "has a label that cannot be read"],
    ['up{a="1",a="2"} 2', "has the label a twice"],
    ["# TYPE up speed", "names a type that there is not"],
    ["# TYPE 9up gauge", "names no metric"],
  ])("%s", (text, trouble) => {
    expect(() => read(`# a comment\n\nfirst 1\n${text}\nlast 2\n`)).toThrow(new Malformed(4, trouble));
  });
});

describe("OpenMetrics", () => {
  it("has seconds for times, exemplars that are passed over, and an end", () => {
    const text = [
      "# HELP wait_seconds How long.",
      "# TYPE wait_seconds histogram",
      "# UNIT wait_seconds seconds",
      'wait_seconds_bucket{le="0.1"} 8 1520879607.789 # {trace_id="a # b"} 0.054 1520879607.7',
      'wait_seconds_bucket{le="+Inf"} 9 # {} 1.2',
      "wait_seconds_count 9",
      "wait_seconds_sum 3.5",
      "wait_seconds_created 1.5208796e+09",
      "# EOF",
      "",
    ].join("\n");
    const { samples, families } = read(text, "openmetrics");
    expect(samples[0]).toMatchObject({ labels: { le: "0.1" }, value: 8, atMs: 1_520_879_607_789 });
    expect(samples[1]).toMatchObject({ labels: { le: "+Inf" }, value: 9, atMs: AT });
    expect(samples).toHaveLength(5);
    expect(families.get("wait_seconds")).toEqual({ type: "histogram", unit: "seconds" });
  });

  it.each([
    ["up 1\n", 2, "is not there: the page ends without # EOF"],
    ["", 1, "is not there: the page ends without # EOF"],
    ["up 1\n\n# EOF\n", 2, "is empty, which OpenMetrics does not allow"],
    ["# EOF\nup 1\n", 2, "stands behind # EOF"],
    ["# hello\n# EOF\n", 1, "is a comment, which OpenMetrics does not know"],
    [" up 1\n# EOF\n", 1, "is no sample: it begins with no name"],
  ])("%j is malformed", (text, line, trouble) => {
    expect(() => read(text, "openmetrics")).toThrow(new Malformed(line, trouble));
  });
});

describe("a line that is made to be slow", () => {
  const many = 200_000;

  it("is a description with blanks in it, and is read in the time of its length", () => {
    expect(read(`# HELP a b${" ".repeat(many)}c`).samples).toEqual([]);
  });

  it.each([
    ["digits", `up ${"1".repeat(many)}x`, "has a value that is no number"],
    [
      "labels",
      `up{${Array.from({ length: many }, (_, at) => `l${at}=""`).join()}} 1`,
      "has more than 250 labels",
    ],
  ])("is one of many %s, and is refused in the time of its length", (_, text, trouble) => {
    expect(() => read(text)).toThrow(new Malformed(1, trouble));
  });
});

describe("a whole page", () => {
  it("is empty, or nothing but comments", () => {
    expect(read("").samples).toEqual([]);
    expect(read("\n# just words\n#\n# TYPE\n").samples).toEqual([]);
  });

  it("keeps the first of two samples of one series and time, whatever the order of its labels", () => {
    const { samples, duplicates } = read('up{a="1",b="2"} 1\nup{b="2",a="1"} 2\nup{a="1",b="2"} 3 5\n');
    expect(samples.map(({ value }) => value)).toEqual([1, 3]);
    expect(duplicates).toBe(1);
  });

  it("of more samples than are taken says how many it has", () => {
    const text = Array.from({ length: 7 }, (_, at) => `up{id="${at}"} 1`).join("\n");
    expect(() => read(text, "text", 6)).toThrow(new TooManySamples(7));
    expect(read(text, "text", 7).samples).toHaveLength(7);
  });

  it("leaves what is untyped to its name, and knows the types of the others", () => {
    const text =
      "# TYPE a_total untyped\na_total 1\n# TYPE b counter\nb 2\n# TYPE c_total gauge\nc_total 3\n";
    const { samples, families } = read(text);
    const { records } = recordsOf(samples, { owner: "", familyOf: (name) => families.get(name) });
    expect(records.map(({ name, type }) => [name, type])).toEqual([
      ["a_total", "counter"],
      ["b", "counter"],
      ["c_total", "level"],
    ]);
  });

  it("of prom-client becomes counters, levels and histograms", () => {
    const page = `# HELP http_request_duration_seconds How long requests took.
# TYPE http_request_duration_seconds histogram
http_request_duration_seconds_bucket{le="0.1",code="200"} 3
http_request_duration_seconds_bucket{le="1",code="200"} 4
http_request_duration_seconds_bucket{le="+Inf",code="200"} 5
http_request_duration_seconds_sum{code="200"} 7.5
http_request_duration_seconds_count{code="200"} 5

# HELP nodejs_eventloop_lag_seconds Lag of event loop in seconds.
# TYPE nodejs_eventloop_lag_seconds gauge
nodejs_eventloop_lag_seconds 0.0012

# HELP nodejs_gc_duration_seconds Quantiles.
# TYPE nodejs_gc_duration_seconds summary
nodejs_gc_duration_seconds{quantile="0.5"} 0.001
nodejs_gc_duration_seconds_sum 0.2
nodejs_gc_duration_seconds_count 12
`;
    const { samples, families } = read(page);
    const { records, unkept } = recordsOf(samples, { owner: "", familyOf: (name) => families.get(name) });
    expect(records.map(({ name, type, unit }) => [name, type, unit])).toEqual([
      ["nodejs_eventloop_lag_seconds", "level", "s"],
      ["nodejs_gc_duration_seconds_sum", "counter", "s"],
      ["nodejs_gc_duration_seconds_count", "counter", "s"],
      ["http_request_duration_seconds", "histogram", "s"],
    ]);
    expect(records.at(-1)).toMatchObject({
      points: [{ count: 5, sum: 7.5, buckets: { bounds: [0.1, 1], counts: [3, 1, 1] } }],
    });
    expect(unkept).toEqual({ invalid: 0, unsupported: 1 });
  });
});
