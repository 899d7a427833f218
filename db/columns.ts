import { randomBytes } from "node:crypto";

import { sql, type SQL } from "drizzle-orm";
import { check, customType, text, timestamp, type AnyPgColumn } from "drizzle-orm/pg-core";

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

/**
 * A prefixed, time-sortable id: `dep_` + 10 characters of milliseconds + 16 of randomness (Crockford base32 in lower
 * case, the layout of a ULID). Newest first is therefore "order by id desc", served by the primary key.
 */
export function newId(prefix: string, nowMs = Date.now()): string {
  let time = "";
  for (let rest = nowMs, place = 0; place < 10; place += 1, rest = Math.floor(rest / 32)) {
    time = ALPHABET.charAt(rest % 32) + time;
  }
  const noise = Array.from(randomBytes(16), (byte) => ALPHABET.charAt(byte % 32)).join("");
  return `${prefix}_${time}${noise}`;
}

export const id = (prefix: string) =>
  text("id")
    .primaryKey()
    .$defaultFn(() => newId(prefix));

export const instant = (name: string) => timestamp(name, { withTimezone: true });

export const lifecycle = {
  createdAt: instant("created_at").notNull().defaultNow(),
  updatedAt: instant("updated_at")
    .notNull()
    .defaultNow()
    .$onUpdateFn(() => new Date()),
};

/** A check constraint for a closed set; text instead of a Postgres enum, so that a new value is one small migration. */
export const oneOf = (name: string, column: AnyPgColumn, values: readonly string[]) =>
  check(name, sql`${column} in (${sql.raw(values.map((value) => `'${value}'`).join(", "))})`);

export const isTrue = (name: string, condition: SQL) => check(name, condition);

/** What ten characters of time can say: from 1970 to the year 37648. */
const MAXIMUM_ID_MS = 32 ** 10 - 1;

/** The smallest id of that instant: a range of instants is a range of ids. No id is older or newer than ids can say. */
export const idAt = (prefix: string, instantOfId: Date): string =>
  newId(prefix, Math.min(Math.max(instantOfId.getTime(), 0), MAXIMUM_ID_MS)).slice(0, prefix.length + 11) +
  "0".repeat(16);

/** Raw bytes: ids of traces and spans, digests, and bodies that are kept packed. */
export const bytes = customType<{ data: Buffer }>({ dataType: () => "bytea" });
