import type { CheckKind, CheckMoment } from "@/db/enums";

export const CHECK_KIND_WORDS: Record<CheckKind, string> = {
  http: "HTTP",
  tcp: "TCP",
  dns: "DNS",
  tls: "Certificate",
  dependency: "Dependency",
  postgres: "PostgreSQL",
  mysql: "MySQL",
  redis: "Redis",
  variables: "Variables",
  command: "Command",
};

/** Why checks ran. */
export const MOMENT_WORDS: Record<CheckMoment, string> = {
  before_traffic: "Before traffic",
  after_traffic: "After traffic",
  on_demand: "On demand",
  schedule: "Monitor",
};

type Counts = Record<"passed" | "failed" | "errored" | "skipped", number>;

/** "2 passed, 1 failed": what there is none of is left out. */
export function countsInWords(counts: Counts): string {
  const parts = (["failed", "errored", "passed", "skipped"] as const)
    .filter((status) => counts[status] > 0)
    .map((status) => `${counts[status]} ${status}`);
  return parts.join(", ") || "no results yet";
}
