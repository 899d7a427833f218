import { eq, sql } from "drizzle-orm";
import { afterAll, describe, expect, it } from "vitest";

import { auditEntries } from "@/db/schema";
import { testDatabase } from "@/db/testing";
import { contextOf } from "@/lib/core/context";

import { type AuditFilter, ExportAudit, ListAudit } from "./contract";
import { allThatMention } from "./entries";
import { exportAudit } from "./export-audit";
import { csvLine } from "./format-entry";
import { listAuditEntries } from "./queries";

const test = await testDatabase();
const { db } = test;
afterAll(() => test[Symbol.asyncDispose]());

const operator = contextOf({ type: "user", id: "usr_ops", name: "Ops", role: "operator" }, db);
const developer = contextOf({ type: "user", id: "usr_dev", name: "Dev", role: "developer" }, db);
const row = (subject: string, rest: Partial<typeof auditEntries.$inferInsert> = {}) => ({
  actor: "user:usr_ada",
  actorName: "Ada",
  action: "service.create",
  subject,
  subjectName: `service ${subject}`,
  requestId: `req_${subject}`,
  ...rest,
});
await db
  .insert(auditEntries)
  .values([
    row("svc_1"),
    row("svc_2", { actor: "token:tok_ci", actorName: "ci" }),
    row("svc_2", { action: "service.edit", before: { name: "a" }, after: { name: "b" }, ip: "192.0.2.7" }),
    row("=HYPERLINK(1)", { subjectName: '=cmd|" /C calc"!A0', action: "service.archive" }),
  ]);

const subjects = async (filter: AuditFilter) =>
  (await listAuditEntries(operator, ListAudit.parse(filter))).items.map(
    ({ subject, action }) => `${subject} ${action}`,
  );

describe("the audit trail", () => {
  it("is for operators, and its export too", async () => {
    await expect(listAuditEntries(developer, ListAudit.parse({}))).rejects.toMatchObject({
      code: "forbidden",
    });
    await expect(exportAudit(developer, ExportAudit.parse({}))).rejects.toMatchObject({ code: "forbidden" });
    const stranger = contextOf({ type: "anonymous" }, db);
    await expect(listAuditEntries(stranger, ListAudit.parse({}))).rejects.toMatchObject({
      code: "unauthenticated",
    });
  });

  it("finds by actor, action, subject, words and request", async () => {
    expect(await subjects({ actor: "tok_ci" })).toEqual(["svc_2 service.create"]);
    expect(await subjects({ actor: "user:usr_ada", action: "service" })).toHaveLength(3);
    expect(await subjects({ action: "service.edit" })).toEqual(["svc_2 service.edit"]);
    expect(await subjects({ subject: "svc_1" })).toEqual(["svc_1 service.create"]);
    expect(await subjects({ text: "SERVICE SVC_1" })).toEqual(["svc_1 service.create"]);
    expect(await subjects({ text: "req_svc_1" })).toEqual(["svc_1 service.create"]);
    expect(await subjects({ text: "192.0.2.7" })).toEqual(["svc_2 service.edit"]);
    expect(await subjects({ text: "%" })).toEqual([]);
    expect(await subjects({ text: "' | !x:* & \\" })).toEqual([]);
    expect(await subjects({ text: "edit ADA" })).toEqual(["svc_2 service.edit"]);
    expect(await subjects({ text: "dit" })).toEqual([]);
  });

  it("finds by time", async () => {
    const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
    expect(await subjects({ from: minutesAgo(1), to: minutesAgo(-1) })).toHaveLength(4);
    expect(await subjects({ from: minutesAgo(-1) })).toEqual([]);
    expect(await subjects({ to: minutesAgo(1) })).toEqual([]);
  });

  it.each([
    ["0000-01-01T00:00:00Z", "9999-12-31T23:59:59-14:00"],
    ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59Z"],
    ["1969-12-31T23:59:59Z", "9999-01-01T00:00:00Z"],
  ])("holds everything between %s and %s", async (from, to) => {
    expect(await subjects({ from, to })).toHaveLength(4);
    expect(await subjects({ from: to })).toEqual([]);
    expect(await subjects({ to: from })).toEqual([]);
  });

  it("pages newest first without losing or repeating an entry", async () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listAuditEntries(operator, ListAudit.parse({ limit: 1, cursor }));
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(seen).toHaveLength(4);
    expect(seen).toEqual(seen.toSorted().toReversed());
  });
});

describe("looking for words", () => {
  const planOf = async (text: string) => {
    const { sql: statement, params } = allThatMention(operator, text, undefined, 51).toSQL();
    const rows = await test.client.unsafe(`explain ${statement}`, params.map(String));
    return rows.map((line) => String(line["QUERY PLAN"])).join("\n");
  };

  it("does not read the whole trail for what is rare in it or not there at all", async () => {
    await db.execute(sql`
      insert into audit_entries (id, actor, actor_name, action, subject, subject_name, request_id, ip)
      select 'aud_0' || lpad(n::text, 25, '0'), 'user:usr_' || n % 50, 'Person ' || n % 50, 'release.build',
        'rel_' || md5(n::text), 'harbour-' || n % 5000, 'req_' || md5(n::text), '10.0.' || n % 200 || '.1'
      from generate_series(1, 60000) n`);
    await db.execute(sql`analyze audit_entries`);
    for (const text of [
      "harbour-4711",
      "nobody",
      "zq",
      "李明",
      "req_does-not-exist",
      "10.9.9.9",
      "person 3 zzz",
    ]) {
      expect(await planOf(text)).not.toMatch(/Seq Scan|audit_entries_pkey/);
    }
    expect(await subjects({ text: "harbour-4711" })).toHaveLength(12);
    expect(await subjects({ text: "person" })).toHaveLength(50);
    await db.execute(sql`delete from audit_entries where id < 'aud_01'`);
  });

  it("finds names in any script, by the beginning of each word", async () => {
    await db.insert(auditEntries).values([row("svc_3", { actorName: "李明 Łukasz", action: "door.open" })]);
    for (const text of ["李", "łuk", "ŁUKASZ 李明"])
      expect(await subjects({ text })).toEqual(["svc_3 door.open"]);
    await db.delete(auditEntries).where(eq(auditEntries.action, "door.open"));
  });
});

describe("the export", () => {
  const exported = async (input: Partial<ExportAudit>) =>
    new Response(await exportAudit(operator, ExportAudit.parse(input))).text();

  it("streams every match as CSV that no spreadsheet runs, and records itself", async () => {
    const csv = await exported({ action: "service" });
    const lines = csv.trimEnd().split("\r\n");
    expect(lines[0]).toBe("at,actor,actorName,action,subject,subjectName,before,after,requestId,ip,id");
    expect(lines).toHaveLength(5);
    expect(csv).toContain(`"'=cmd|"" /C calc""!A0"`);
    expect(csv).toContain(`"{""name"":""a""}"`);
    expect(
      (await listAuditEntries(operator, ListAudit.parse({ action: "audit.export" }))).items,
    ).toMatchObject([{ actor: "user:usr_ops", after: { format: "csv", action: "service" } }]);
  });

  it("streams NDJSON, one entry per line", async () => {
    const lines = (await exported({ format: "ndjson", subject: "svc_2" })).trimEnd().split("\n");
    const actions = lines.map((line) => String(JSON.parse(line).action));
    expect(actions.toSorted()).toEqual(["service.create", "service.edit"]);
  });

  it("crosses its batches without a seam", async () => {
    const many = Array.from({ length: 2_345 }, (_, index) => row(`bulk_${index}`, { action: "bulk.insert" }));
    await db.insert(auditEntries).values(many);
    const lines = (await exported({ format: "ndjson", action: "bulk.insert" })).trimEnd().split("\n");
    expect(new Set(lines.map((line) => JSON.parse(line).id)).size).toBe(many.length);
  });
});

it.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])("makes %j text in a cell", (subjectName) => {
  const entry = {
    id: "",
    at: "",
    actor: "",
    actorName: "",
    action: "",
    subject: "",
    requestId: "",
    ip: null,
  };
  expect(csvLine({ ...entry, subjectName, before: null, after: null })).toContain(`'${subjectName}`);
});
