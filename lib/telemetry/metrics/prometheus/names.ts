import type { Metric } from "../metrics-store";

/** All that Slipway writes carries this label, so that it is never added up with what others write of the same name. */
export const OWN_JOB = "slipway";

/** Prometheus' words for units, as OpenTelemetry's mapping has them; a unit in braces is none. */
const UNITS: Record<string, string> = {
  s: "seconds",
  ms: "milliseconds",
  us: "microseconds",
  ns: "nanoseconds",
  min: "minutes",
  h: "hours",
  By: "bytes",
  KiBy: "kibibytes",
  MiBy: "mebibytes",
  "%": "percent",
  Cel: "celsius",
};

/** `http.server.request.duration` in s is `http_server_request_duration_seconds`; counters end in `_total`. */
export function seriesName({ name, type, unit }: Metric): string {
  const clean = name.replaceAll(/[^\w:]/g, "_").replace(/^(?=\d)/, "_");
  const base = type === "counter" ? clean.replace(/_total$/, "") : clean;
  const word = UNITS[unit] ?? (unit === "1" && type === "level" ? "ratio" : "");
  const withUnit = word === "" || base.endsWith(`_${word}`) ? base : `${base}_${word}`;
  return type === "counter" ? `${withUnit}_total` : withUnit;
}

const RESERVED = new Set(["job", "le"]);

/** Dots become underscores; a name that has a meaning of its own over there is set aside, as Prometheus does it. */
export function labelName(key: string): string {
  const clean = key.replaceAll(/\W/g, "_").replace(/^(?=\d)/, "_");
  return RESERVED.has(clean) || clean.startsWith("__") ? `exported_${clean}` : clean;
}
