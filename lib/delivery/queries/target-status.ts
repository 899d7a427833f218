import "server-only";
import { asc } from "drizzle-orm";

import { targets } from "@/db/schema";
import type { Context } from "@/lib/core/context";

import { targetOf } from "../targets/registry";

const PING_TIMEOUT_MS = 1_000;

/** Asks every target whether it can be reached. The message is ours: an adapter's may name paths and hosts. */
export async function pingTargets(ctx: Pick<Context, "db">): Promise<{ ok: boolean; message: string }> {
  const rows = await ctx.db
    .select({ id: targets.id, name: targets.name, kind: targets.kind })
    .from(targets)
    .orderBy(asc(targets.name));
  if (rows.length === 0) return { ok: false, message: "There is no target yet." };
  const answers = await Promise.all(
    rows.map(async ({ name, ...target }) => {
      try {
        return { name, ...(await targetOf(target).ping(AbortSignal.timeout(PING_TIMEOUT_MS))) };
      } catch {
        return { name, ok: false };
      }
    }),
  );
  const silent = answers.filter(({ ok }) => !ok).map(({ name }) => name);
  if (silent.length > 0) return { ok: false, message: `Not reachable: ${silent.join(", ")}.` };
  return { ok: true, message: `Reachable: ${answers.map(({ name }) => name).join(", ")}.` };
}
