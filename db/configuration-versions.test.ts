import { createHash } from "node:crypto";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import postgres from "postgres";
import { expect, test } from "vitest";

import { migrateDatabase } from "./migrate";

const DEV = "env_00000000000000000000000001";

/** The migrations as they were before the one with this name. */
function migrationsBefore(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), "slipway-migrations-"));
  cpSync("db/migrations", folder, { recursive: true });
  const path = join(folder, "meta/_journal.json");
  const journal: { entries: { tag: string }[] } = JSON.parse(readFileSync(path, "utf8"));
  const end = journal.entries.findIndex(({ tag }) => tag.endsWith(name));
  writeFileSync(path, JSON.stringify({ ...journal, entries: journal.entries.slice(0, end) }));
  return folder;
}

test("what was set becomes version 1, and deployments keep it where it is sure that they ran with it", async () => {
  const admin = postgres(process.env.TEST_DATABASE_URL ?? "", { max: 1, onnotice: () => {} });
  const name = `slipway_upgrade_${process.pid}`;
  await admin.unsafe(`create database ${name}`);
  const url = Object.assign(new URL(process.env.TEST_DATABASE_URL ?? ""), { pathname: `/${name}` }).href;
  const before = migrationsBefore("_configuration_versions");
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    await migrateDatabase(url, before);
    await sql.unsafe(`
      insert into services (id, name, repository_url) values ('svc_1', 'tides', '/srv/tides');
      insert into variables (id, service_id, environment_id, key, sealed_value, value_hash) values
        ('var_1', 'svc_1', '${DEV}', 'B_KEY', 'v1.b', 'hash-b'), ('var_2', 'svc_1', '${DEV}', 'A', 'v1.a', 'hash-a');
      insert into releases (id, service_id, number, ref, requested_by, requested_by_name)
        values ('rel_1', 'svc_1', 1, 'main', 'user:1', 'Ada');
      insert into placements (id, service_id, environment_id, region_id)
        select 'plc_' || environment_id, 'svc_1', environment_id, id from regions where environment_id <> 'env_00000000000000000000000003';
      insert into audit_entries (id, actor, actor_name, action, subject, after, request_id, at)
        values ('aud_1', 'user:1', 'Ada', 'variable.set', 'svc_1', '{"environment":"dev","key":"A"}', 'req_1', now() - interval '1 hour');
      insert into deployments (id, service_id, environment_id, region_id, placement_id, release_id, kind, status, requested_by,
        requested_by_name, started_at, finished_at, reused_warm)
      select deployment, 'svc_1', '${DEV}', 'rgn_00000000000000000000000001', 'plc_${DEV}', 'rel_1', 'deploy', 'succeeded', 'user:1',
        'Ada', now() - age::interval, now(), warm
      from (values ('dep_before', '2 hours', false), ('dep_after', '1 minute', false), ('dep_warm', '1 minute', true)) as d(deployment, age, warm);
    `);
    await migrateDatabase(url);
    const versions = await sql`
      select environment_id, number, origin, digest from configuration_versions order by environment_id`;
    expect(versions).toMatchObject([
      {
        environment_id: DEV,
        number: 1,
        origin: "initial",
        digest: createHash("sha256").update("A=hash-a\nB_KEY=hash-b").digest("hex"),
      },
      { number: 1, digest: createHash("sha256").update("").digest("hex") },
    ]);
    expect(
      await sql`select key, is_secret, sealed_value from configuration_entries order by key`,
    ).toMatchObject([
      { key: "A", is_secret: true, sealed_value: "v1.a" },
      { key: "B_KEY", is_secret: true, sealed_value: "v1.b" },
    ]);
    const pinned = await sql`select id from deployments where configuration_version_id is not null`;
    expect(pinned.map(({ id }) => String(id))).toEqual(["dep_after"]);
  } finally {
    await sql.end();
    await admin.unsafe(`drop database if exists ${name} with (force)`);
    await admin.end();
    rmSync(before, { recursive: true });
  }
});
