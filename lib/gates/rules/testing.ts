import type { StageView } from "../contract";
import type { GateFacts, UpstreamFacts } from "./judge";

/** A Friday, at noon in UTC. */
export const now = new Date("2026-11-27T12:00:00Z");
const MINUTE_MS = 60_000;
export const ago = (minutes: number) => now.getTime() - minutes * MINUTE_MS;

export const stage = (rules: Partial<StageView> = {}): StageView => ({
  environment: "production",
  after: ["staging"],
  needs: "all",
  promotion: "manual",
  rollback: "manual",
  ...rules,
});
export const staging = (rules: Partial<UpstreamFacts> = {}): UpstreamFacts => ({
  environment: "staging",
  occupancy: [{ fromMs: ago(90), untilMs: Number.MAX_SAFE_INTEGER }],
  isLive: true,
  inFlight: undefined,
  trouble: undefined,
  checks: [],
  ...rules,
});
export const facts = (rules: Partial<GateFacts> = {}): GateFacts => ({
  service: "shop",
  environment: "production",
  release: { number: 7 },
  kind: "promote",
  restores: false,
  byAutomation: false,
  stage: stage(),
  quarantine: undefined,
  hold: undefined,
  freezes: [],
  upstream: [staging()],
  requestedByPerson: "usr_asker",
  requestedAt: now,
  notBefore: undefined,
  approvals: [],
  overridden: [],
  ...rules,
});
export const frozen = {
  name: "Weekend",
  byName: "Ada",
  createdAt: new Date(ago(600)),
  blocksRollbacks: false,
  timeZone: "Europe/Berlin",
  windows: [{ kind: "weekly" as const, from: "fri 10:00", until: "mon 08:00" }],
};
export const quarantine = { reason: "loses orders", byName: "Ada", createdAt: new Date(ago(600)) };
export const yes = (userId: string, role: "developer" | "operator" = "operator", teams: string[] = []) => ({
  userId,
  role,
  teams,
  decision: "approved" as const,
  at: now,
});
export const hold = { reason: "took #7 back", byName: "Ada", untilReleaseNumber: 7 };
export const approvals = { count: 2 };
export const served = (...lengths: [from: number, until: number][]) =>
  staging({
    isLive: false,
    occupancy: lengths.map(([from, until]) => ({ fromMs: ago(from), untilMs: ago(until) })),
  });
