import { z } from "zod";

/** An instant with zone, ISO 8601 in UTC. */
export const Instant = z.iso.datetime();

export const Cursor = z.string().max(200).optional().describe("`nextCursor` of the page before.");
export const Limit = z.coerce.number().int().min(1).max(200).default(50);

/** One page of a list, newest first unless it says otherwise; `nextCursor` is null on the last one. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });
export type Page<T> = { items: T[]; nextCursor: string | null };

export const FieldProblem = z.object({ path: z.string(), message: z.string() });
