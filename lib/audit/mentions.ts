import "server-only";
import { isIP } from "node:net";

import { eq, or, type SQL, sql } from "drizzle-orm";
import type { AnyPgColumn } from "drizzle-orm/pg-core";

import { auditWords, PUNCTUATION } from "@/db/schema";

type Columns = Record<"actorName" | "subjectName" | "action" | "subject" | "requestId" | "ip", AnyPgColumn>;

/**
 * Whether an entry is about what somebody typed: an address, or words of which each has to begin one of the entry's,
 * or an id as a whole. Each condition has an index of its own.
 */
export function mentions(t: Columns, text: string): SQL | undefined {
  if (isIP(text)) return eq(t.ip, text);
  const words = text.split(BETWEEN_WORDS).filter(Boolean);
  if (words.length === 0) return sql`false`;
  // Quoted, and free of quotes by now: nothing in it is an operator.
  const beginnings = words.map((word) => `'${word}':*`).join(" & ");
  const named = sql`${auditWords(t)} @@ to_tsquery('simple', ${beginnings})`;
  return SHAPE_OF_ID.test(text) ? or(named, eq(t.subject, text), eq(t.requestId, text)) : named;
}

/** White space and the punctuation that `auditWords` takes out. */
const BETWEEN_WORDS = new RegExp(String.raw`(?:\s|${PUNCTUATION})+`);
/** Ours, and the request ids that we take from clients. */
const SHAPE_OF_ID = /^[\w.-]{8,64}$/;
