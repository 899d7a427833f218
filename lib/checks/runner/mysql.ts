import type { Connection, RowDataPacket } from "mysql2/promise";

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

type Part = NonNullable<CheckDefinition["mysql"]>;

/** Connects to MySQL or MariaDB, authenticates and asks what the definition wants to know; nothing it writes stays. */
export async function runMysql(part: Part, attempt: Attempt): Promise<Verdict> {
  const { url, host, port, user, password, database } = databaseUrl(
    part.url,
    /^(mysql|mariadb):\/\//,
    attempt,
  );
  // Only who has such a check pays for the driver.
  const { createConnection } = await import("mysql2/promise");
  return askDatabase(host, attempt, () =>
    overSocket({ host, port }, attempt, async (stream) => {
      const connection = await createConnection({
        host,
        user,
        password,
        ...(database && { database }),
        ...tlsOf(url),
        stream,
        connectTimeout: attempt.timeoutMs,
      });
      connection.on("error", () => {});
      try {
        return await ask(connection, part, attempt.timeoutMs);
      } finally {
        connection.destroy();
      }
    }),
  );
}

/** As MySQL's own clients have it: `ssl-mode=REQUIRED` encrypts, `VERIFY_IDENTITY` looks at the certificate as well. */
function tlsOf(url: URL) {
  const mode = url.searchParams.get("ssl-mode")?.toUpperCase() ?? "DISABLED";
  if (mode === "DISABLED" || mode === "PREFERRED") return {};
  const isVerified = mode.startsWith("VERIFY_");
  return { ssl: { rejectUnauthorized: isVerified, verifyIdentity: mode === "VERIFY_IDENTITY" } };
}

async function ask(connection: Connection, part: Part, timeoutMs: number): Promise<Said[]> {
  const said = [await roundTrip(() => connection.ping(), part.latency)];
  if (part.readWrite) said.push(await writeAndReadBack(connection));
  if (part.migration) said.push(await levelOf(connection, part.migration, timeoutMs));
  if (part.replicationLag !== undefined) said.push(await lagOf(connection, part.replicationLag));
  return said;
}

const rowsOf = async (connection: Connection, query: string): Promise<Record<string, unknown>[]> =>
  (await connection.query<RowDataPacket[]>(query))[0];

/** A server that is read-only still takes temporary tables, so it is asked; the table goes with the connection. */
async function writeAndReadBack(connection: Connection): Promise<Said> {
  const expected = "a row that is written and read back";
  try {
    const [server] = await rowsOf(connection, "select @@global.read_only or @@innodb_read_only as closed");
    if (Number(server?.closed) === 1) throw new DidNotHold(expected, "the server is read-only");
    await connection.query("create temporary table slipway_probe (value int)");
    await connection.query("insert into slipway_probe values (42)");
    const [row] = await rowsOf(connection, "select value from slipway_probe");
    await connection.query("drop temporary table slipway_probe");
    if (row?.value !== 42) throw new DidNotHold(expected, "another row");
  } catch (error) {
    if (error instanceof DidNotHold) throw error;
    throw new DidNotHold(expected, error instanceof Error ? error.message : "a refusal");
  }
  return { expected, actual: "written, read back and dropped" };
}

async function levelOf(
  connection: Connection,
  { query, ...level }: NonNullable<Part["migration"]>,
  timeoutMs: number,
): Promise<Said> {
  // A transaction that is read-only does not hold up what is no part of a transaction, such as SET GLOBAL.
  if (!/^\s*(select|with|show)\b/i.test(query))
    throw new CouldNotTell("The query of the migration level has to begin with select, with or show.");
  await limitStatements(connection, timeoutMs);
  await connection.query("start transaction read only");
  const [row] = await rowsOf(connection, query).catch(levelUnknown);
  await connection.query("rollback");
  return judgeLevel(Object.values(row ?? {})[0], level);
}

/** MySQL and MariaDB call it by different names; a server that knows neither has only our own limit. */
async function limitStatements(connection: Connection, timeoutMs: number): Promise<void> {
  await connection
    .query(`set session max_execution_time = ${timeoutMs}`)
    .catch(() => connection.query(`set session max_statement_time = ${timeoutMs / 1_000}`))
    .catch(() => {});
}

/** A server without a source has nothing to be behind of. */
async function lagOf(connection: Connection, limit: string): Promise<Said> {
  const [row] = await rowsOf(connection, "show replica status").catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : "unknown";
    throw new CouldNotTell(`The server does not tell about its replication: ${reason}.`);
  });
  if (!row) return judgeLag("no replica, which is", 0, limit);
  const behind = row.Seconds_Behind_Source ?? row.Seconds_Behind_Master;
  if (behind === null || behind === undefined)
    throw new DidNotHold(`replication at most ${limit} behind`, "replication does not run");
  return judgeLag("this replica", Number(behind) * 1_000, limit);
}
