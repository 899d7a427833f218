import "server-only";
import type { Tx } from "@/db/client";
import { trafficBatches } from "@/db/schema";
import type { Context, JobActor } from "@/lib/core/context";
import { advance } from "@/lib/core/mutate";
import { isUnwritable } from "@/lib/core/postgres-error";
import { reportError } from "@/lib/core/report-error";

/**
 * Takes over what a target spooled, in one transaction and once, however often it is handed over. A batch that can never
 * be written is given up, which `giveUp` counts: it is the oldest over there and would come again for ever, and nothing
 * behind it would arrive. Undefined when it was taken over before.
 */
export async function takeOver<Batch extends { id: string }, Taken>(
  ctx: Context<JobActor>,
  batch: Batch,
  record: (tx: Tx, batch: Batch) => Promise<Taken>,
  giveUp: (tx: Tx, batch: Batch) => Promise<Taken>,
): Promise<Taken | undefined> {
  const once = (write: typeof record) =>
    advance(ctx, async (tx) => ({
      result: (await isFirst(tx, batch.id)) ? await write(tx, batch) : undefined,
    }));
  try {
    return await once(record);
  } catch (error) {
    if (!isUnwritable(error)) throw error;
    reportError(error, { seam: "telemetry batch", batch: batch.id });
    return once(giveUp);
  }
}

async function isFirst(tx: Tx, id: string): Promise<boolean> {
  const taken = await tx
    .insert(trafficBatches)
    .values({ id })
    .onConflictDoNothing()
    .returning({ id: trafficBatches.id });
  return taken.length > 0;
}
