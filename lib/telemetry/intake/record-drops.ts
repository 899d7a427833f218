import "server-only";
import { sql } from "drizzle-orm";

import type { Tx } from "@/db/client";
import type { DropReason, Signal } from "@/db/enums";

import type { IntakePlace } from "../contract";

export type Drop = {
  place: Pick<IntakePlace, "serviceId" | "environmentId">;
  signal: Signal;
  reason: DropReason;
  items: number;
};

/** Counts what arrived and is not kept, in the hour of now: what one does not see. */
export async function recordDrops(tx: Tx, drops: readonly Drop[]): Promise<void> {
  const sums = new Map<string, { s: string; e: string; g: Signal; r: DropReason; n: number }>();
  for (const { place, signal, reason, items } of drops) {
    if (items <= 0) continue;
    const key = `${place.serviceId} ${place.environmentId} ${signal} ${reason}`;
    const before = sums.get(key)?.n ?? 0;
    sums.set(key, { s: place.serviceId, e: place.environmentId, g: signal, r: reason, n: before + items });
  }
  if (sums.size === 0) return;
  await tx.execute(sql`
    insert into telemetry_drops as kept (service_id, environment_id, at, signal, reason, items)
    select s, e, date_trunc('hour', now(), 'UTC'), g, r, n
    from json_to_recordset(${JSON.stringify([...sums.values()])}::json) as added(s text, e text, g text, r text, n bigint)
    where exists (select from services where id = s) and exists (select from environments where id = e)
    order by s, e, g, r
    on conflict (service_id, environment_id, at, signal, reason) do update set items = kept.items + excluded.items`);
}
