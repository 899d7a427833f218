import { is } from "drizzle-orm";
import { getTableConfig, PgTable } from "drizzle-orm/pg-core";
import type postgres from "postgres";

import * as schema from "@/db/schema";

/**
 * Where a database with all migrations differs from what the code expects: tables, columns with their types and whether
 * they may be empty, and indexes by name. A migration that was written by hand can differ from its snapshot.
 */
export async function agreementProblems(sql: postgres.Sql): Promise<string[]> {
  const [columns, indexes] = [await readColumns(sql), await readIndexes(sql)];
  const tables = Object.values(schema).filter((one) => is(one, PgTable));
  const expected = new Map(tables.map((table) => [getTableConfig(table).name, getTableConfig(table)]));
  const problems = [...columns.keys()]
    .filter((table) => !expected.has(table))
    .map((table) => `Table ${table} is in the database and not in the code.`);
  for (const [table, config] of expected) {
    const found = columns.get(table);
    if (!found) {
      problems.push(`Table ${table} is in the code and not in the database.`);
      continue;
    }
    const wanted = new Map(
      config.columns.map((column) => [column.name, describe(column.getSQLType(), column.notNull)]),
    );
    for (const name of new Set([...wanted.keys(), ...found.keys()])) {
      const [inCode, inDatabase] = [wanted.get(name), found.get(name)];
      if (inCode !== inDatabase)
        problems.push(
          `${table}.${name} is ${inCode ?? "missing"} in the code and ${inDatabase ?? "missing"} in the database.`,
        );
    }
    for (const { config: index } of config.indexes)
      if (index.name && !indexes.has(index.name))
        problems.push(`Index ${index.name} is not in the database.`);
  }
  return problems;
}

const INTEGER: Record<string, string> = { serial: "integer", bigserial: "bigint", smallserial: "smallint" };

const describe = (type: string, isRequired: boolean): string =>
  `${INTEGER[type] ?? type}${isRequired ? " not null" : ""}`;

async function readColumns(sql: postgres.Sql): Promise<Map<string, Map<string, string>>> {
  const rows = await sql<{ table: string; column: string; type: string; isRequired: boolean }[]>`
    select class.relname as table, attname as column, format_type(atttypid, atttypmod) as type, attnotnull as "isRequired"
    from pg_attribute join pg_class class on class.oid = attrelid
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition and attnum > 0 and not attisdropped`;
  const tables = new Map<string, Map<string, string>>();
  for (const { table, column, type, isRequired } of rows) {
    const known = tables.get(table) ?? new Map<string, string>();
    tables.set(table, known.set(column, describe(type, isRequired)));
  }
  return tables;
}

async function readIndexes(sql: postgres.Sql): Promise<Set<string>> {
  const rows = await sql<
    { name: string }[]
  >`select indexname as name from pg_indexes where schemaname = 'public'`;
  return new Set(rows.map(({ name }) => name));
}
