import "server-only";
import { sql } from "drizzle-orm";

import type { Tx } from "@/db/client";

import { KEPT_DAYS } from "./limits";

/** Forgets pieces of a day ago, and maps that nothing was found by for long. */
export async function keepMaps(tx: Tx): Promise<void> {
  await tx.execute(sql`delete from source_map_chunks where created_at < now() - interval '1 day'`);
  await tx.execute(sql`delete from source_maps where seen_on < current_date - ${KEPT_DAYS}::int`);
  await tx.execute(sql`
    delete from source_map_files file
    where not exists (select from source_maps where source_maps.hash = file.hash)`);
}
