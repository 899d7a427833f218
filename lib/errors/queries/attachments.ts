import "server-only";
import { and, asc, eq } from "drizzle-orm";

import { errorAttachments, errorEvents, errorHashes } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { demand } from "@/lib/core/permit";

import { type AttachmentView, MOST_SHOWN_TEXT_BYTES } from "../contract";

/** All that a file of a stranger may be called on its way out: none of these runs anything, wherever it is opened. */
const PICTURE_TYPES = ["image/png", "image/jpeg", "image/gif", "image/webp"] as const;
const TEXT_TYPE = "text/plain; charset=utf-8";
const OTHER_TYPE = "application/octet-stream";
export const ATTACHMENT_TYPES = [...PICTURE_TYPES, TEXT_TYPE, OTHER_TYPE] as const;

const columns = {
  position: errorAttachments.position,
  name: errorAttachments.name,
  contentType: errorAttachments.contentType,
  type: errorAttachments.type,
  sizeBytes: errorAttachments.sizeBytes,
  width: errorAttachments.width,
  height: errorAttachments.height,
};

/** What came with a kept event, in the order in which it came. */
export async function readAttachments(
  ctx: Context,
  event: { id: string; receivedAt: Date },
): Promise<AttachmentView[]> {
  const rows = await ctx.db
    .select(columns)
    .from(errorAttachments)
    .where(and(eq(errorAttachments.eventId, event.id), eq(errorAttachments.receivedAt, event.receivedAt)))
    .orderBy(asc(errorAttachments.position));
  return rows.map(({ width, height, ...row }) => {
    const picture = width === null || height === null ? null : { width, height };
    return {
      ...row,
      picture,
      isText: picture === null && isText(row.contentType) && row.sizeBytes <= MOST_SHOWN_TEXT_BYTES,
    };
  });
}

/** The bytes of one of them, and what they may be called. Throws `not_found`. */
export async function getAttachment(
  ctx: Context,
  { issueId, eventId, position }: { issueId: string; eventId: string; position: string },
): Promise<{ name: string; type: (typeof ATTACHMENT_TYPES)[number]; body: Buffer }> {
  demand(ctx.actor, "read");
  const [row] = /^[1-9]$/u.test(position)
    ? await ctx.db
        .select({ ...columns, body: errorAttachments.body })
        // Events first: in that order partitions are dropped, and whoever locks the other way round may wait in a circle.
        .from(errorEvents)
        .innerJoin(
          errorAttachments,
          and(
            eq(errorEvents.id, errorAttachments.eventId),
            eq(errorEvents.receivedAt, errorAttachments.receivedAt),
          ),
        )
        .innerJoin(errorHashes, eq(errorHashes.id, errorEvents.hashId))
        .where(
          and(
            eq(errorHashes.issueId, issueId),
            eq(errorAttachments.eventId, eventId),
            eq(errorAttachments.position, Number(position)),
          ),
        )
        .limit(1)
    : [];
  if (!row) throw new DomainError("not_found", "There is no such attachment, or it is not kept any more.");
  return { name: row.name, type: harmlessType(row), body: row.body };
}

function harmlessType({ contentType, width }: { contentType: string; width: number | null }) {
  if (width !== null) return PICTURE_TYPES.find((type) => type === contentType) ?? OTHER_TYPE;
  return isText(contentType) ? TEXT_TYPE : OTHER_TYPE;
}

/** What a browser would run or draw is fetched as plain text, too, and shown as the letters that it consists of. */
const isText = (contentType: string): boolean =>
  contentType.startsWith("text/") || /^application\/(?:.+\+)?(?:json|xml|yaml|x-ndjson)$/u.test(contentType);
