import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { asc, eq, sql } from "drizzle-orm";

import type { MigrationClass } from "@/db/enums";
import { deploymentPhases, deployments, migrationRuns, releases, type MigrationRow } from "@/db/schema";
import { testDatabase } from "@/db/testing";

import { deployRelease } from "../commands/deploy-release";
import { rollBack } from "../commands/roll-back";
import { as, asJob, aService, deploymentRow, FakeTarget } from "../testing";
import { runDeployment } from "./execute";

const migration = (name: string, of: MigrationClass): MigrationRow => ({
  name,
  checksum: name,
  class: of,
  why: [`is ${of}`],
  hasDown: true,
  isNew: true,
  isEdited: false,
  isDeclared: false,
});
export const A = migration("1_a", "expand");
export const B = migration("2_b", "expand");
export const C = migration("3_c", "contract");
/** What the three releases of a service have as files, whatever is recorded of them. */
const FILES = [["1_a"], ["1_a", "2_b"], ["1_a", "2_b", "3_c"]];

/**
 * A service with three releases whose commands change a database in memory: `up` applies what is not there, `blind` does
 * not look first, `down` takes back, `status` tells.
 */
export async function openMigrationBench() {
  const test = await testDatabase();
  process.env.DATABASE_URL = test.url;
  process.env.SLIPWAY_SECRET = "a secret of at least thirty-two characters";
  const home = mkdtempSync(join(tmpdir(), "slipway-migrate-"));
  process.env.SLIPWAY_HOME = home;
  const admin = as(test, "administrator");
  let count = 0;

  /** A fresh service, with a target of its own. */
  async function begin() {
    const target = await FakeTarget.listen();
    const service = await aService(test, `migrating-${(count += 1)}`, 3);
    for (const id of service.releaseIds) {
      mkdirSync(join(home, "releases", id), { recursive: true });
      writeFileSync(join(home, "releases", `${id}.json`), "{}");
    }
    /** Every migration that is applied, once for each time. */
    const database: string[] = [];
    /** The commands that changed it. */
    const ran: string[] = [];
    target.onCommand = (command, { release: { id }, environmentVariables }, say) => {
      if (command === "status") return database.forEach((name) => say(`[X] ${name}.sql`));
      const goal = environmentVariables["SLIPWAY_MIGRATE_TO"] ?? "";
      ran.push(`${command} ${goal}`.trim());
      if (command === "down") {
        database.splice(0, database.length, ...database.filter((name) => name <= goal));
        return;
      }
      const names = FILES[service.releaseIds.indexOf(id)] ?? [];
      database.push(...names.filter((name) => command === "blind" || !database.includes(name)));
    };
    const release = (index: number) => service.releaseIds[index] ?? "";
    const request = async (index: number, environment = "dev") =>
      (
        await deployRelease(admin, {
          serviceId: service.id,
          releaseId: release(index),
          environment,
          reason: "",
        })
      ).id;
    const carryOut = async (id: string, owner = "one") => {
      const { signal: shutdown } = new AbortController();
      await runDeployment({ ctx: asJob(test), owner, targetOf: () => target, shutdown }, id);
      return deploymentRow(test, id);
    };
    return {
      target,
      service,
      database,
      ran,
      release,
      request,
      carryOut,
      deploy: async (index: number) => carryOut(await request(index)),
      /** Release `index` brings these migrations, and the commands that `more` adds. */
      bring: (index: number, migrations: MigrationRow[], more: Record<string, string> = {}) =>
        test.db
          .update(releases)
          .set({
            migrations,
            migrationClass: migrations.at(-1)?.class ?? "unknown",
            plan: sql`${releases.plan} || ${JSON.stringify({ migrateCommand: "up", ...more })}::jsonb`,
          })
          .where(eq(releases.id, release(index))),
      goBack: (index: number, acceptUnsafe?: boolean) =>
        rollBack(admin, {
          serviceId: service.id,
          environment: "dev",
          releaseId: release(index),
          reason: "it is bad",
          ...(acceptUnsafe && { acceptUnsafe }),
        }),
      runs: () =>
        test.db
          .select()
          .from(migrationRuns)
          .where(eq(migrationRuns.serviceId, service.id))
          .orderBy(asc(migrationRuns.id)),
      /** What the newest attempt says of its phase. */
      detailOf: async (deploymentId: string) => {
        const rows = await test.db
          .select()
          .from(deploymentPhases)
          .where(eq(deploymentPhases.deploymentId, deploymentId))
          .orderBy(asc(deploymentPhases.attempt));
        return rows.findLast(({ phase }) => phase === "migrate")?.detail;
      },
      /** What a killed executor leaves behind. */
      expireLease: (id: string) =>
        test.db
          .update(deployments)
          .set({ leaseOwner: "dead and gone", leaseExpiresAt: sql`now() - interval '1 second'` })
          .where(eq(deployments.id, id)),
    };
  }
  return {
    test,
    begin,
    async [Symbol.asyncDispose]() {
      rmSync(home, { recursive: true });
      await test[Symbol.asyncDispose]();
    },
  };
}
