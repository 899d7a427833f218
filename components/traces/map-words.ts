import { msInWords, rateInWords, shareInWords } from "@/components/telemetry/traffic-words";
import type { MapEdge, MapNode } from "@/lib/telemetry/contract";

export const KIND_WORDS: Record<MapNode["kind"], string> = {
  service: "Service",
  database: "Database",
  queue: "Queue",
  host: "Outside host",
  outside: "From outside",
};

type Measured = Pick<MapEdge, "perMinute" | "errorRate" | "p95Ms">;

/** "12 a minute, 3 % errors, 95 % within 40 ms". */
export function figuresInWords({ perMinute, errorRate, p95Ms }: Measured): string {
  return [
    `${rateInWords(perMinute)} a minute`,
    errorRate !== null && errorRate > 0 && `${shareInWords(errorRate)} errors`,
    p95Ms !== null && `95 % within ${msInWords(p95Ms)}`,
  ]
    .filter(Boolean)
    .join(", ");
}

/** "12/min", "12/min · 3 % err". */
export const edgeLabel = ({ perMinute, errorRate }: Measured): string =>
  `${rateInWords(perMinute)}/min${errorRate !== null && errorRate > 0 ? ` · ${shareInWords(errorRate)} err` : ""}`;
