import "server-only";
import { and, asc, eq, isNull, or } from "drizzle-orm";

import { environments, freezeWindows, services } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { demand } from "@/lib/core/permit";

import { Window, type WindowState, type FreezeView, type PreviewWindow } from "../contract";
import { windowStateAt } from "../rules/window-state";

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
    .map(({ window, skippedUntil, ...row }) => {
      const windows = [Window.parse(window)] as const;
      const isSkipped = skippedUntil !== null && skippedUntil > now;
      return {
        ...row,
        window: windows[0],
        skippedUntil: isSkipped ? skippedUntil.toISOString() : null,
        ...windowStateAt({ timeZone: row.timeZone, windows, skippedUntil }, now),
      };
    })
    .toSorted(
      (a, b) =>
        Number(b.isOn) - Number(a.isOn) || (a.changesAt ?? "9999").localeCompare(b.changesAt ?? "9999"),
    );
}

/** What a window would mean that nobody declared yet. Throws `invalid` for one that is none. */
export function previewWindow(
  ctx: Pick<Context, "actor">,
  { timeZone, ...input }: PreviewWindow,
  now = new Date(),
): WindowState {
  demand(ctx.actor, "read");
  const { kind, from, until, days } = input;
  const window = Window.safeParse(kind === "daily" ? { kind, from, until, days } : { kind, from, until });
  if (window.success) return windowStateAt({ timeZone, windows: [window.data] }, now);
  const fields = window.error.issues.map(({ path, message }) => ({ path: path.join("."), message }));
  throw new DomainError("invalid", `${fields.map(({ path, message }) => `${path} ${message}`).join("; ")}.`, {
    fields,
  });
}

/** The freezes of one place, as they are judged. */
export async function readFreezes(
  { db }: Pick<Context, "db">,
  { serviceId, environmentId }: { serviceId: string; environmentId: string },
) {
  const rows = await db
    .select({ ...columns, createdAt: freezeWindows.createdAt })
    .from(freezeWindows)
    .where(
      and(
        isNull(freezeWindows.endedAt),
        or(isNull(freezeWindows.serviceId), eq(freezeWindows.serviceId, serviceId)),
        or(isNull(freezeWindows.environmentId), eq(freezeWindows.environmentId, environmentId)),
      ),
    )
    .orderBy(asc(freezeWindows.id));
  return rows.map(({ name, createdByName, createdAt, blocksRollbacks, timeZone, window, skippedUntil }) => ({
    name,
    byName: createdByName,
    createdAt,
    blocksRollbacks,
    timeZone,
    windows: [Window.parse(window)],
    skippedUntil,
  }));
}

const columns = {
  id: freezeWindows.id,
  name: freezeWindows.name,
  window: freezeWindows.window,
  timeZone: freezeWindows.timeZone,
  blocksRollbacks: freezeWindows.blocksRollbacks,
  skippedUntil: freezeWindows.skippedUntil,
  createdByName: freezeWindows.createdByName,
};
