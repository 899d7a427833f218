import {
  PIPELINE_DEFAULTS,
  type ApprovalDecision,
  type CheckStatus,
  type DeploymentKind,
  type GateCode,
  type Role,
} from "@/db/enums";
import { reaches } from "@/lib/auth/permissions";
import { durationInMs } from "@/lib/checks/contract";

import type { GateReason, StageView } from "../contract";
import { spellDuration } from "./spell-duration";
import { mergeIntervals, stateAt, type Interval, type Windows } from "./windows";

/** What is known about a release that is to enter an environment: read once, judged without looking anything up. */
export type GateFacts = {
  service: string;
  environment: string;
  release: { number: number };
  kind: DeploymentKind;
  /** It puts back what should serve there and does not: nothing new comes in, and no gate holds it. */
  restores: boolean;
  /** Asked for by Slipway itself. */
  byAutomation: boolean;
  /** Undefined when the pipeline does not lead through this environment: then nothing but freezes and quarantine hold. */
  stage: StageView | undefined;
  quarantine: { reason: string; byName: string; createdAt: Date } | undefined;
  hold: { reason: string; byName: string; untilReleaseNumber: number } | undefined;
  freezes: (Windows & { name: string; byName: string; blocksRollbacks: boolean; createdAt: Date })[];
  upstream: UpstreamFacts[];
  /** Undefined when no person did. */
  requestedByPerson: string | undefined;
  requestedAt: Date;
  notBefore: Date | undefined;
  approvals: { userId: string; decision: ApprovalDecision; at: Date; role: Role; teams: readonly string[] }[];
  overridden: readonly Overridden[];
};

/** A gate that somebody set aside, and when. */
export type Overridden = { code: GateCode; at: Date };

export type UpstreamFacts = {
  environment: string;
  /** When the release served there, with a successful deployment; the last may still last. */
  occupancy: Interval[];
  isLive: boolean;
  /** A deployment of the release that has not ended there yet. */
  inFlight: string | undefined;
  /** Why what serves there does not run well. */
  trouble: string | undefined;
  checks: { name: string; status: CheckStatus | "none" }[];
};

/** The least role that may override a gate with a reason; null where there is nothing to override for a person. */
export const OVERRIDE_ROLES: Record<GateCode, Role | null> = {
  quarantine: "operator",
  hold: null,
  freeze: "operator",
  upstream: "operator",
  soak: "operator",
  checks: "operator",
  approval: "administrator",
  schedule: "operator",
  not_before: null,
  // Judged by delivery, which knows what was migrated where.
  database: "operator",
};

/**
 * Every reason why the release may not enter the environment at that instant, the refusals first. Empty when it may.
 * The dialog, the API, the request, the executor and automation all ask here.
 */
export function judge(facts: GateFacts, at: Date): GateReason[] {
  if (facts.restores) return [];
  const isRollback = facts.kind === "rollback";
  const reasons = [
    ...quarantineOf(facts),
    ...holdOf(facts),
    ...(isRollback ? [] : upstreamOf(facts, at)),
    ...freezeOf(facts, at),
    ...(isRollback ? [] : [...scheduleOf(facts, at), ...approvalOf(facts, at)]),
    ...notBeforeOf(facts, at),
  ];
  return reasons
    .filter(({ code }) => SEEN_ONE_BY_ONE.has(code) || !isSetAside(facts, code))
    .toSorted((a, b) => Number(b.refuses) - Number(a.refuses));
}

/** What people declare: whoever sets it aside does so for what was declared by then, and for nothing that comes later. */
const SEEN_ONE_BY_ONE: ReadonlySet<GateCode> = new Set(["freeze", "quarantine"]);

const isSetAside = ({ overridden }: GateFacts, code: GateCode, declaredAt = new Date(0)): boolean =>
  overridden.some((each) => each.code === code && declaredAt <= each.at);

/** When somebody has to look again at the latest: when the first reason is over by itself. */
export const nextLook = (reasons: readonly { until: string | null }[]): Date | undefined => {
  const instants = reasons.flatMap(({ until }) => (until ? [Date.parse(until)] : []));
  return instants.length > 0 ? new Date(Math.min(...instants)) : undefined;
};

/** How long a stage waits for approvals, and how long one counts. */
export const approvalLifeMs = (stage: StageView): number =>
  durationInMs(stage.approvals?.expires ?? PIPELINE_DEFAULTS.expires);

/**
 * Until when the approvals of a stage have to be there: so long after it was asked for, or after the time that it was
 * asked for, or after enough of them were there and grew too old because something else held it.
 */
export function approvalsExpireAt(
  stage: StageView,
  {
    requestedAt,
    notBefore,
    approvals,
  }: {
    requestedAt: Date;
    notBefore?: Date | null | undefined;
    approvals: readonly { decision: ApprovalDecision; at: Date }[];
  },
): Date {
  const lifeMs = approvalLifeMs(stage);
  const given = approvals.filter(({ decision }) => decision === "approved").map(({ at }) => at.getTime());
  const last = stage.approvals && given.toSorted((a, b) => b - a)[stage.approvals.count - 1];
  const grewOldMs = last === undefined ? 0 : last + lifeMs;
  return new Date(Math.max(requestedAt.getTime(), notBefore?.getTime() ?? 0, grewOldMs) + lifeMs);
}

/** The approvals that count: of others than the requester, who may, and who said yes. */
const countingApprovals = ({ stage, approvals, requestedByPerson }: GateFacts) =>
  approvals.filter(
    ({ userId, decision, role, teams }) =>
      decision === "approved" && userId !== requestedByPerson && mayApprove(stage, { role, teams }),
  );

/** Whether somebody of this role and these teams is among those whom a stage asks. */
export const mayApprove = (
  stage: StageView | undefined,
  person: { role: Role; teams: readonly string[] },
): boolean => {
  const rule = stage?.approvals;
  if (!rule) return false;
  const inTeam = rule.team === undefined || person.teams.includes(rule.team);
  return inTeam && reaches(person.role, approverRole(rule));
};

/** The least role of those who may approve: a team was chosen for its people, everybody else needs more. */
export const approverRole = ({ role, team }: NonNullable<StageView["approvals"]>): Role =>
  role ?? (team === undefined ? "operator" : "developer");

const reason = (
  code: GateCode,
  message: string,
  {
    owner = null,
    until,
    refuses = false,
  }: { owner?: string | null; until?: Date | null; refuses?: boolean } = {},
): GateReason => ({
  code,
  message,
  owner,
  until: until?.toISOString() ?? null,
  refuses,
  overrideRole: OVERRIDE_ROLES[code],
});

function quarantineOf(facts: GateFacts): GateReason[] {
  const { quarantine, release } = facts;
  if (!quarantine || isSetAside(facts, "quarantine", quarantine.createdAt)) return [];
  const message = `#${release.number} is in quarantine: ${quarantine.reason}`;
  return [reason("quarantine", message, { owner: quarantine.byName, refuses: true })];
}

/** A hold binds automation on its way forward: a person who deploys knows better, and a rollback is what places one. */
function holdOf({ hold, byAutomation, kind, release, environment }: GateFacts): GateReason[] {
  if (!hold || !byAutomation || kind === "rollback" || release.number > hold.untilReleaseNumber) return [];
  const message = `Automation keeps off ${environment}, until a release newer than #${hold.untilReleaseNumber}: ${hold.reason}`;
  return [reason("hold", message, { owner: hold.byName, refuses: true })];
}

function freezeOf(facts: GateFacts, at: Date): GateReason[] {
  const { freezes, kind } = facts;
  const inForce = freezes.filter(
    (freeze) =>
      (kind !== "rollback" || freeze.blocksRollbacks) &&
      !isSetAside(facts, "freeze", freeze.createdAt) &&
      stateAt([freeze], at).isInside,
  );
  const [first] = inForce;
  if (!first) return [];
  const { changesAt } = stateAt(inForce, at);
  const message = `Frozen: ${inForce.map(({ name }) => name).join(", ")}.`;
  return [reason("freeze", message, { owner: first.byName, until: changesAt })];
}

function scheduleOf({ stage, environment }: GateFacts, at: Date): GateReason[] {
  if (!stage?.windows) return [];
  const { timeZone, open } = stage.windows;
  const { isInside, changesAt } = stateAt([{ timeZone, windows: open }], at);
  return isInside
    ? []
    : [reason("schedule", `${environment} takes deployments at certain times only.`, { until: changesAt })];
}

const notBeforeOf = ({ notBefore }: GateFacts, at: Date): GateReason[] =>
  notBefore && at < notBefore
    ? [reason("not_before", "It was asked for that time.", { until: notBefore })]
    : [];

function approvalOf(facts: GateFacts, at: Date): GateReason[] {
  const { stage } = facts;
  const rule = stage?.approvals;
  if (!rule) return [];
  const agreed = countingApprovals(facts);
  const oldest = at.getTime() - approvalLifeMs(stage);
  const given = agreed.filter((each) => each.at.getTime() > oldest).length;
  if (given >= rule.count) return [];
  const role = approverRole(rule);
  const who =
    rule.team === undefined ? `${role}s` : `${role === "developer" ? "" : `${role}s of `}team ${rule.team}`;
  const old = agreed.length > given ? " What was given too long ago counts no more." : "";
  const message = `${given} of ${rule.count} ${rule.count === 1 ? "approval" : "approvals"}: ask ${who}.${old}`;
  return [reason("approval", message, { owner: who })];
}

/**
 * What the stages before ask for. With `one`, the first that is content is enough; else its own reasons are told, those
 * of the one that is closest.
 */
function upstreamOf(facts: GateFacts, at: Date): GateReason[] {
  const { stage, upstream } = facts;
  if (!stage || upstream.length === 0) return [];
  const perStage = upstream.map((each) => upstreamReasons(facts, stage, each, at));
  if (stage.needs === "all") return perStage.flat();
  const [closest = []] = perStage.toSorted(
    (a, b) => countRefusals(a) - countRefusals(b) || a.length - b.length,
  );
  return closest;
}

const countRefusals = (reasons: readonly GateReason[]) => reasons.filter(({ refuses }) => refuses).length;

function upstreamReasons(
  { release, byAutomation }: GateFacts,
  stage: StageView,
  { environment, occupancy, isLive, inFlight, trouble, checks }: UpstreamFacts,
  at: Date,
): GateReason[] {
  const name = `#${release.number}`;
  if (occupancy.length === 0) {
    return inFlight
      ? [reason("upstream", `${inFlight} brings ${name} to ${environment} first.`, { owner: inFlight })]
      : [reason("upstream", `${name} has not served in ${environment} yet.`, { refuses: true })];
  }
  const reasons: GateReason[] = [];
  if (byAutomation && isLive && trouble !== undefined) {
    reasons.push(reason("upstream", `${name} does not run well in ${environment}: ${trouble}`));
  }
  if (stage.soak !== undefined) {
    const soakMs = durationInMs(stage.soak);
    const stretches = mergeIntervals(occupancy).map(({ fromMs, untilMs }) => ({
      fromMs,
      lengthMs: Math.min(untilMs, at.getTime()) - fromMs,
    }));
    const longestMs = Math.max(...stretches.map(({ lengthMs }) => lengthMs));
    const last = stretches.at(-1);
    if (longestMs < soakMs && isLive && last) {
      // How much is left is in `until` alone: the sentence is kept, and time goes on.
      const until = new Date(last.fromMs + soakMs);
      const message = `Soak in ${environment}: ${name} has to serve there for ${stage.soak}.`;
      reasons.push(reason("soak", message, { until }));
    } else if (longestMs < soakMs && inFlight) {
      // What takes its place may yet be taken back.
      reasons.push(reason("soak", `${inFlight} is under way in ${environment}.`, { owner: inFlight }));
    } else if (longestMs < soakMs) {
      const message = `${name} served in ${environment} for ${spellDuration(longestMs)} only, and ${stage.soak} are asked for.`;
      reasons.push(reason("soak", message, { refuses: true }));
    }
  }
  for (const { name: check, status } of checks.filter((each) => each.status !== "passed")) {
    const what = status === "none" ? "has not run" : status === "skipped" ? "was skipped" : `has ${status}`;
    reasons.push(reason("checks", `The check ${check} ${what} for ${name} in ${environment}.`));
  }
  return reasons;
}
