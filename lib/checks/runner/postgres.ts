import postgres from "postgres";

import type { CheckDefinition } from "../contract";
import {
  askDatabase,
  databaseUrl,
  judgeLag,
  judgeLevel,
  levelUnknown,
  overSocket,
  roundTrip,
  type Said,
} from "./database";
import { CouldNotTell, DidNotHold, type Attempt, type Verdict } from "./verdict";

type Part = NonNullable<CheckDefinition["postgres"]>;

/** Connects, authenticates and asks what the definition wants to know; nothing it writes stays. */
export async function runPostgres(part: Part, attempt: Attempt): Promise<Verdict> {
  const { url, host, port, user, password, database } = databaseUrl(part.url, /^postgres(ql)?:\/\//, attempt);
  if (user === "") throw new CouldNotTell("The address of the database names no user.");
  return askDatabase(host, attempt, () =>
    overSocket({ host, port }, attempt, async (socket) => {
      const options = {
        max: 1,
        connect_timeout: 10,
        idle_timeout: 1,
        onnotice: () => {},
        prepare: false,
        user,
        // As a function, for the driver takes the worker's own PGPASSWORD where it finds an empty text.
        password: () => password,
        database: database || user,
        connection: { application_name: "slipway-check" },
        // The name belongs to the certificate; the driver itself looks nothing up.
        socket: () => Object.assign(socket, { host }),
      };
      const sql = postgres(url.href, options);
      try {
        return await ask(sql, part, attempt.timeoutMs);
      } finally {
        void sql.end({ timeout: 0 }).catch(() => {});
      }
    }),
  );
}

async function ask(sql: postgres.Sql, part: Part, timeoutMs: number): Promise<Said[]> {
  await sql`select 1`; // connects and authenticates, which is not what a round trip takes
  const said = [await roundTrip(() => sql`select 1`, part.latency)];
  if (part.readWrite) said.push(await writeAndReadBack(sql));
  if (part.migration) said.push(await levelOf(sql, part.migration, timeoutMs));
  if (part.replicationLag !== undefined) said.push(await lagOf(sql, part.replicationLag));
  return said;
}

class TakeBack extends Error {}

/** A temporary table needs no privilege on any schema, and a standby refuses it as it refuses every write. */
async function writeAndReadBack(sql: postgres.Sql): Promise<Said> {
  const expected = "a row that is written and read back";
  try {
    await sql.begin(async (tx) => {
      await tx`create temporary table slipway_probe (value integer) on commit drop`;
      await tx`insert into slipway_probe values (42)`;
      const [row] = await tx<{ value: number }[]>`select value from slipway_probe`;
      if (row?.value !== 42) throw new DidNotHold(expected, "another row");
      throw new TakeBack();
    });
  } catch (error) {
    if (error instanceof TakeBack) return { expected, actual: "written, read back and rolled back" };
    if (error instanceof DidNotHold) throw error;
    throw new DidNotHold(expected, error instanceof Error ? error.message : "a refusal");
  }
  throw new Error("A transaction that takes itself back was committed.");
}

/**
 * One statement, or it could end the read-only transaction before it goes on: the extended protocol takes no second one.
 * The server stops it as well, for a connection that is gone does not end a query.
 */
async function levelOf(
  sql: postgres.Sql,
  { query, ...level }: NonNullable<Part["migration"]>,
  timeoutMs: number,
): Promise<Said> {
  const row = await sql
    .begin("read only", async (tx) => {
      await tx`select set_config('statement_timeout', ${String(timeoutMs)}, true)`;
      let found: Record<string, unknown> | undefined;
      // A cursor means the extended protocol, and that no more than one row is ever held.
      await tx.unsafe<Record<string, unknown>[]>(query, []).cursor(1, ([first]) => {
        found = first;
        return sql.CLOSE;
      });
      return found;
    })
    .catch(levelUnknown);
  return judgeLevel(Object.values(row ?? {})[0], level);
}

/** On a primary the slowest replica counts, on a replica its own distance, which is none while it has nothing to replay. */
async function lagOf(sql: postgres.Sql, limit: string): Promise<Said> {
  const [row] = await sql<{ seconds: number; replicas: number; standby: boolean }[]>`
    select pg_is_in_recovery() as standby,
      (select count(*)::int from pg_stat_replication) as replicas,
      case when not pg_is_in_recovery()
        then coalesce((select max(extract(epoch from replay_lag)) from pg_stat_replication), 0)
        when pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() then 0
        else coalesce(extract(epoch from now() - pg_last_xact_replay_timestamp()), 0) end::float8 as seconds`;
  const who = row?.standby ? "this replica" : `${row?.replicas ?? 0} replicas`;
  return judgeLag(who, (row?.seconds ?? 0) * 1_000, limit);
}
