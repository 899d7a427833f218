import "server-only";
import type { AnyPgColumn } from "drizzle-orm/pg-core";

import { releases } from "@/db/schema";

import type { ReleaseRef } from "../contract";

type Named = "id" | "number" | "version" | "commit" | "createdAt";

/** The columns behind a ReleaseRef, of the table or of an alias of it. */
export const releaseColumnsOf = <T extends Record<Named, AnyPgColumn>>(of: T): Pick<T, Named> => ({
  id: of.id,
  number: of.number,
  version: of.version,
  commit: of.commit,
  createdAt: of.createdAt,
});
export const releaseColumns = () => releaseColumnsOf(releases);

type ReleaseColumns = {
  id: string;
  number: number;
  version: string | null;
  commit: { sha: string; subject: string; authorName: string } | null;
  createdAt: Date;
};

export const releaseRef = (row: ReleaseColumns): ReleaseRef => ({
  id: row.id,
  number: row.number,
  version: row.version,
  commitSha: row.commit?.sha ?? null,
  subject: row.commit?.subject ?? null,
  authorName: row.commit?.authorName ?? null,
  createdAt: row.createdAt.toISOString(),
});

export const iso = (instant: Date | null): string | null => instant?.toISOString() ?? null;

/** Cuts a list that was read with one row too many, and says where the next page begins. */
export function pageOf<T extends { id: string }, V>(rows: T[], limit: number, view: (row: T) => V) {
  const items = rows.slice(0, limit);
  return {
    items: items.map(view),
    nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null,
  };
}
