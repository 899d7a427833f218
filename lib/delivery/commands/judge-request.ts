import "server-only";
import type { Tx } from "@/db/client";
import { GATE_NOUNS } from "@/db/enums";
import type { OverrideRow, WaitingRow } from "@/db/schema";
import { pinConfiguration } from "@/lib/configuration";
import { actorKey, actorName, type Actor } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { canOverride, findGateReasons, nextLook, type Move } from "@/lib/gates";
import type { GateReason } from "@/lib/gates/contract";

import type { Override } from "../contract";
import { AUTOMATION } from "../engine/automation";
import { findDatabaseReasons } from "../queries/database-reason";

/** At the latest after this long somebody looks again at what waits, whatever it waits for. */
const LOOK_AGAIN_MS = 60_000;

/** What the row of a deployment says about its gates. */
export type Gated = {
  waitingFor: WaitingRow[];
  recheckAt: Date;
  override: OverrideRow[] | null;
  /** With which configuration it runs, where that is settled by now. */
  configurationVersionId: string | undefined;
};

/**
 * What stands in the way of a request: nothing, or what it waits for. Throws `conflict` with every reason that refuses
 * it, and `forbidden` when a gate is to be overridden by somebody who may not.
 */
export async function judgeRequest(
  tx: Tx,
  actor: Actor,
  move: Move,
  wish: Override | undefined,
): Promise<Gated> {
  const standing = [
    ...(await findDatabaseReasons({ db: tx }, move)),
    ...(await findGateReasons({ actor, db: tx }, move)),
  ];
  // What does not stand in the way now is not set aside in advance.
  const gates = wish?.gates.filter((gate) => standing.some(({ code }) => code === gate)) ?? [];
  const override = wish && gates.length > 0 ? overrideOf(actor, { ...wish, gates }) : undefined;
  const reasons = standing.filter(({ code }) => !gates.includes(code));
  const refusals = reasons.filter(({ refuses }) => refuses);
  if (refusals.length > 0)
    throw new DomainError("conflict", refusals.map(({ message }) => message).join(" "));
  return {
    waitingFor: waitingFor(reasons),
    recheckAt: lookAt(reasons),
    override: override ? [override] : null,
    configurationVersionId: await pinForApproval(tx, move, reasons),
  };
}

/**
 * People approve a release with a configuration: from when they are asked on, a variable that is changed belongs to the
 * next deployment. Which version that is; undefined while it is open.
 */
export async function pinForApproval(
  tx: Tx,
  { service, environment, configurationVersionId }: Move,
  reasons: readonly { code: string }[],
): Promise<string | undefined> {
  if (configurationVersionId !== undefined || !reasons.some(({ code }) => code === "approval")) {
    return configurationVersionId;
  }
  const place = { serviceId: service.id, environmentId: environment.id };
  return pinConfiguration({ actor: AUTOMATION }, tx, place);
}

/** What is kept of the reasons with the deployment that waits for them. */
export const waitingFor = (reasons: readonly GateReason[]): WaitingRow[] =>
  reasons.map(({ code, message, owner, until }) => ({ code, message, owner, until }));

/** When to look again: when the first reason is over by itself, and every minute in any case. */
export const lookAt = (reasons: readonly GateReason[], now = new Date()): Date => {
  const latest = now.getTime() + LOOK_AGAIN_MS;
  return new Date(Math.min(nextLook(reasons)?.getTime() ?? latest, latest));
};

/** Who opens which gates, and why. Throws `forbidden`. */
export function overrideOf(actor: Actor, { gates, reason }: Override): OverrideRow {
  const refused = gates.filter((code) => !canOverride(actor, code));
  if (refused.length > 0) {
    const words = refused.map((code) => GATE_NOUNS[code]).join(", ");
    throw new DomainError("forbidden", `You may not override ${words}. Ask an operator or an administrator.`);
  }
  const at = new Date().toISOString();
  return { codes: gates, reason, by: actorKey(actor), byName: actorName(actor), at };
}
