import "server-only";
import { and, asc, eq, isNull, or } from "drizzle-orm";

import { environments, freezeWindows, services } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { demand } from "@/lib/core/permit";

import { Window, type FreezeView } from "../contract";
import { stateAt } from "../rules/windows";

type Reader = Pick<Context, "actor" | "db">;

/** All freezes that were not ended, those in force first, then by when they begin. */
export async function listFreezes(ctx: Reader, now = new Date()): Promise<FreezeView[]> {
  demand(ctx.actor, "read");
  const rows = await ctx.db
    .select({ ...columns, service: services.name, environment: environments.name })
    .from(freezeWindows)
    .leftJoin(services, eq(services.id, freezeWindows.serviceId))
    .leftJoin(environments, eq(environments.id, freezeWindows.environmentId))
    .where(isNull(freezeWindows.endedAt))
    .orderBy(asc(freezeWindows.id));
  return rows
    .map(({ window, ...row }) => {
      const parsed = Window.parse(window);
      const { isInside, changesAt } = stateAt([{ timeZone: row.timeZone, windows: [parsed] }], now);
      return { ...row, window: parsed, isOn: isInside, changesAt: changesAt?.toISOString() ?? null };
    })
    .toSorted(
      (a, b) =>
        Number(b.isOn) - Number(a.isOn) || (a.changesAt ?? "9999").localeCompare(b.changesAt ?? "9999"),
    );
}

/** The freezes of one place, as they are judged. */
export async function readFreezes(
  { db }: Pick<Context, "db">,
  { serviceId, environmentId }: { serviceId: string; environmentId: string },
) {
  const rows = await db
    .select(columns)
    .from(freezeWindows)
    .where(
      and(
        isNull(freezeWindows.endedAt),
        or(isNull(freezeWindows.serviceId), eq(freezeWindows.serviceId, serviceId)),
        or(isNull(freezeWindows.environmentId), eq(freezeWindows.environmentId, environmentId)),
      ),
    )
    .orderBy(asc(freezeWindows.id));
  return rows.map(({ name, createdByName, blocksRollbacks, timeZone, window }) => ({
    name,
    byName: createdByName,
    blocksRollbacks,
    timeZone,
    windows: [Window.parse(window)],
  }));
}

const columns = {
  id: freezeWindows.id,
  name: freezeWindows.name,
  window: freezeWindows.window,
  timeZone: freezeWindows.timeZone,
  blocksRollbacks: freezeWindows.blocksRollbacks,
  createdByName: freezeWindows.createdByName,
};
