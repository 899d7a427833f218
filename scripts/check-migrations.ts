import { join, resolve } from "node:path";
import { parseArgs } from "node:util";

import postgres from "postgres";

import { migrateDatabase } from "@/db/migrate";
import { classifySql } from "@/lib/delivery/migrations/classify-sql";
import { sectionsOf } from "@/lib/delivery/migrations/sql-sections";

import { agreementProblems } from "./check-migrations/agreement";
import { generationProblems } from "./check-migrations/generation";
import { historyAtBase, historyIn, historyProblems, newTags, type History } from "./check-migrations/history";
import { journalProblems } from "./check-migrations/journal";
import { startTemporaryPostgres } from "./start/postgres/temporary.mjs";

const root = resolve(import.meta.dirname, "..");
const FOLDER = "db/migrations";

/**
 * The portal's own migrations, as it treats those of services: valid, applied on a scratch database, in agreement with the
 * code, never edited after the merge, and classified. `--quick` leaves the database out, which the unit tests migrate
 * anyway; `--base` names what to compare with (default: origin/main, or main).
 */
async function main(): Promise<number> {
  const { values } = parseArgs({ options: { quick: { type: "boolean" }, base: { type: "string" } } });
  const problems = journalProblems(join(root, FOLDER));
  const now = historyIn(join(root, FOLDER));
  const bases = values.base ? [values.base] : ["origin/main", "main"];
  const before = bases.map((base) => historyAtBase(root, FOLDER, base)).find(Boolean);
  if (before) problems.push(...historyProblems(before, now));
  else if (values.base)
    problems.push(`git does not know ${values.base}, so what was edited could not be told.`);
  else say("There is no main to compare with, so what was edited was not looked at.");
  problems.push(...generationProblems(root, FOLDER));
  if (!values.quick && problems.length === 0) problems.push(...(await applied()));
  if (before) await describeNew(before, now);
  for (const problem of problems) say(`✗ ${problem}`);
  if (problems.length === 0) say(`${now.journal.entries.length} migrations are in order.`);
  return problems.length === 0 ? 0 : 1;
}

/** Applies everything to a database that is thrown away. */
async function applied(): Promise<string[]> {
  // Nothing else keeps this process from ending while it waits for the server to stop.
  const stayAwake = setInterval(() => {}, 1_000);
  const server = await startTemporaryPostgres();
  const sql = postgres(server.url, { max: 1, onnotice: () => {} });
  try {
    await migrateDatabase(server.url, join(root, FOLDER));
    return await agreementProblems(sql);
  } catch (error) {
    return [`A migration could not be applied: ${error instanceof Error ? error.message : "unknown"}`];
  } finally {
    await sql.end();
    await server.stop();
    clearInterval(stayAwake);
  }
}

/** A warning and no refusal: what contracts is right once no release that is still in use needs it. */
async function describeNew(before: History, now: History) {
  for (const tag of newTags(before, now)) {
    const { up, declared } = sectionsOf(now.sqlOf(tag) ?? "");
    // oxlint-disable-next-line no-await-in-loop -- in order
    const found = await classifySql(up);
    const named = declared ?? found.class;
    say(`${tag} is new, ${named}: ${found.why.join("; ")}.`);
    if (named === "none" || named === "expand") continue;
    const rule =
      "Expand before contract: the version before has to go on working until nobody can go back to it.";
    say(
      process.env["GITHUB_ACTIONS"] ? `::warning file=${FOLDER}/${tag}.sql::${named}. ${rule}` : `! ${rule}`,
    );
  }
}

const say = (text: string) => process.stdout.write(`${text}\n`);

process.exitCode = await main();
