import postgres from "postgres";

import { durationInMs, type CheckDefinition } from "../contract";
import { addressOf, demandHost, resolveHost } from "./hosts";
import { networkTrouble } from "./network-trouble";
import { expand } from "./template";
import { CouldNotTell, DidNotHold, type Attempt, type Verdict } from "./verdict";

type Part = NonNullable<CheckDefinition["postgres"]>;
type Said = { expected: string; actual: string };

/** Connects, authenticates and asks what the definition wants to know; nothing it writes stays. */
export async function runPostgres(part: Part, attempt: Attempt): Promise<Verdict> {
  const url = expand(part.url, attempt);
  if (!/^postgres(ql)?:\/\//.test(url) || !URL.canParse(url)) {
    throw new CouldNotTell("The address of the database does not begin with postgres://.");
  }
  const { host } = addressOf(url);
  demandHost(host, attempt.place);
  const expected = "a connection to the database";
  await resolveHost(host).catch((error: unknown) => {
    throw networkTrouble(error, expected, host);
  });
  const sql = postgres(url, {
    max: 1,
    connect_timeout: 10,
    idle_timeout: 1,
    onnotice: () => {},
    prepare: false,
  });
  try {
    const said = await Promise.race([ask(sql, part), stopped(attempt.signal)]);
    return {
      status: "passed",
      expected: said.map((each) => each.expected).join("; "),
      actual: said.map((each) => each.actual).join("; "),
    };
  } catch (error) {
    throw networkTrouble(error, expected, host);
  } finally {
    void sql.end({ timeout: 0 }).catch(() => {});
  }
}

const stopped = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    const stop = () => reject(signal.reason instanceof Error ? signal.reason : new Error("stopped"));
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
  });

async function ask(sql: postgres.Sql, part: Part): Promise<Said[]> {
  await sql`select 1`; // connects and authenticates, which is not what a round trip takes
  const startedMs = performance.now();
  await sql`select 1`;
  const tookMs = Math.round(performance.now() - startedMs);
  const latency = part.latency === undefined ? undefined : durationInMs(part.latency);
  const said: Said[] = [
    {
      expected: latency === undefined ? "a round trip" : `a round trip within ${part.latency}`,
      actual: `a round trip of ${tookMs} ms`,
    },
  ];
  if (latency !== undefined && tookMs > latency) throw didNot(said[0]);
  if (part.readWrite) said.push(await writeAndReadBack(sql));
  if (part.migration) said.push(await levelOf(sql, part.migration));
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

async function levelOf(
  sql: postgres.Sql,
  { query, equals, atLeast }: NonNullable<Part["migration"]>,
): Promise<Said> {
  const rows = await sql
    .begin("read only", (tx) => tx.unsafe<Record<string, unknown>[]>(query))
    .catch((error: unknown) => {
      throw new CouldNotTell(
        `The query of the migration level failed: ${error instanceof Error ? error.message : "unknown"}.`,
      );
    });
  const [first] = Object.values(rows[0] ?? {});
  const value = first === undefined || first === null ? undefined : textOf(first);
  const wanted = equals ?? atLeast;
  const said = {
    expected: `migration level ${equals === undefined ? "at least " : ""}${wanted}`,
    actual: `migration level ${value ?? "none"}`,
  };
  const holds =
    value !== undefined &&
    (equals === undefined ? isAtLeast(value, String(wanted)) : value === String(equals));
  if (!holds) throw didNot(said);
  return said;
}

const textOf = (value: unknown): string =>
  typeof value === "string"
    ? value
    : JSON.stringify(value, (_, part: unknown) => (typeof part === "bigint" ? String(part) : part));

/** Numbers count as numbers, and names with leading numbers such as 0012_orders by these. */
const isAtLeast = (value: string, wanted: string): boolean =>
  value.localeCompare(wanted, "en", { numeric: true }) >= 0;

/** On a primary the slowest replica counts, on a replica its own distance, which is none while it has nothing to replay. */
async function lagOf(sql: postgres.Sql, limit: string): Promise<Said> {
  const [row] = await sql<{ seconds: number; replicas: number; standby: boolean }[]>`
    select pg_is_in_recovery() as standby,
      (select count(*)::int from pg_stat_replication) as replicas,
      case when not pg_is_in_recovery()
        then coalesce((select max(extract(epoch from replay_lag)) from pg_stat_replication), 0)
        when pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() then 0
        else coalesce(extract(epoch from now() - pg_last_xact_replay_timestamp()), 0) end::float8 as seconds`;
  const lagMs = Math.round((row?.seconds ?? 0) * 1_000);
  const who = row?.standby ? "this replica" : `${row?.replicas ?? 0} replicas`;
  const said = {
    expected: `replication at most ${limit} behind`,
    actual: `${who} at most ${lagMs} ms behind`,
  };
  if (lagMs > durationInMs(limit)) throw didNot(said);
  return said;
}

const didNot = (said: Said | undefined) => new DidNotHold(said?.expected ?? "", said?.actual ?? "");
