import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { bulkLoad } from "./bulk-load.mjs";

const steps = fileURLToPath(new URL("steps/", import.meta.url));

/**
 * Seeds in one transaction: all or nothing, and foreign keys, checks and indexes hold for every row, because they are
 * made again over the whole of it. Resolves to the milliseconds it took.
 * @param {import("postgres").Sql} sql one connection
 */
export async function seedScale(sql, { services, deployments, say }) {
  const from = performance.now();
  await sql.begin(async (tx) => {
    await refuseTwice(tx);
    await tx`select set_config('seed.services', ${String(services)}, true),
      set_config('seed.deployments', ${String(deployments)}, true),
      set_config('work_mem', '128MB', true), set_config('maintenance_work_mem', '512MB', true),
      setseed(0.42)`;
    await bulkLoad(
      tx,
      ["deployments", "releases", "deployment_phases", "audit_entries", "placements"],
      async () => {
        for (const file of readdirSync(steps).toSorted()) {
          const begun = performance.now();
          await tx.unsafe(readFileSync(`${steps}${file}`, "utf8"));
          say(`  ${file.replace(/^\d+-|\.sql$/g, "").padEnd(14)} ${seconds(begun)}`);
        }
      },
    );
  });
  const begun = performance.now();
  // What autovacuum would have done by the time an installation is this large.
  await sql`vacuum (analyze)`;
  say(`  ${"vacuum".padEnd(14)} ${seconds(begun)}`);
  const [counts] = await sql`
    select (select count(*)::int from services) as services, (select count(*)::int from releases) as releases,
      (select count(*)::int from deployments) as deployments, pg_size_pretty(pg_database_size(current_database())) as size`;
  say(
    `${counts.services} services, ${counts.releases} releases and ${counts.deployments} deployments, ${counts.size}, in ${seconds(from)}.`,
  );
  return performance.now() - from;
}

async function refuseTwice(tx) {
  const [{ empty }] = await tx`select to_regclass('deployments') is null as empty`;
  if (empty) throw new Error("the database has no tables yet. Run npm start once.");
  const [seeded] = await tx`select 1 from users where email like '%@people.example.test' limit 1`;
  if (seeded) throw new Error("this database was seeded before.");
}

const seconds = (from) => `${((performance.now() - from) / 1_000).toFixed(1)} s`;
