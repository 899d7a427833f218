import "server-only";
import { actorKey, type Context } from "@/lib/core/context";
import { canOverride, findGateReasons, type Move } from "@/lib/gates";

import type { Blocker } from "../contract";
import { findDatabaseReasons } from "./database-reason";

type Asked = Pick<Move, "service" | "environment" | "release" | "kind">;

/**
 * What the gates would say to whoever asks, if they asked for it.
 * @param at then, instead of now: "what would block on that date"
 */
export async function findGateBlockers(ctx: Context, asked: Asked, at = new Date()): Promise<Blocker[]> {
  const move = { ...asked, requestedBy: actorKey(ctx.actor), requestedAt: new Date() };
  const reasons = [...(await findDatabaseReasons(ctx, asked)), ...(await findGateReasons(ctx, move, at))];
  return reasons.map(({ code, message, owner, until, refuses, overrideRole }) => ({
    code,
    message,
    owner,
    until,
    refuses,
    override: overrideRole && { gate: code, role: overrideRole, allowed: canOverride(ctx.actor, code) },
  }));
}
