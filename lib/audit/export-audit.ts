import "server-only";
import type { Context } from "@/lib/core/context";
import { mutate } from "@/lib/core/mutate";

import type { AuditEntryView, ExportAudit } from "./contract";
import { readEntries } from "./entries";
import { CSV_HEADER, csvLine, ndjsonLine } from "./format-entry";
import { permitAuditExport } from "./policy";

const BATCH = 1_000;

/**
 * The whole trail that matches, newest first, as a stream: a page of rows at a time, so that its size does not matter.
 * The export is itself an entry of the trail.
 */
export async function exportAudit(
  ctx: Context,
  { format, ...filter }: ExportAudit,
): Promise<ReadableStream<Uint8Array>> {
  await mutate(ctx, permitAuditExport(ctx.actor), async () => ({
    result: undefined,
    subject: "audit",
    subjectName: "audit trail",
    after: { format, ...filter },
  }));
  const line = format === "csv" ? csvLine : ndjsonLine;
  const encoder = new TextEncoder();
  let before: string | undefined;
  return new ReadableStream({
    start: (controller) => {
      if (format === "csv") controller.enqueue(encoder.encode(CSV_HEADER));
    },
    pull: async (controller) => {
      const entries: AuditEntryView[] = await readEntries(ctx, filter, { before, limit: BATCH });
      before = entries.at(-1)?.id;
      if (entries.length > 0) controller.enqueue(encoder.encode(entries.map(line).join("")));
      if (entries.length < BATCH) controller.close();
    },
  });
}
