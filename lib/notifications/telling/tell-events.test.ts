import { eq, isNull, sql } from "drizzle-orm";
import { afterAll, beforeEach, describe, expect, it } from "vitest";

import {
  deployments,
  events,
  inboxItems,
  notificationSubscriptions,
  pipelines,
  releases,
  services,
  teamMembers,
  teams,
} from "@/db/schema";
import { aPerson } from "@/lib/auth/testing";
import { aService, serve } from "@/lib/delivery/testing";
import { savePipeline } from "@/lib/gates";

import { listInbox, listSubscriptions, markInbox, subscribe, unsubscribe } from "..";
import { aToldPortal } from "../testing";
import { tellEvents } from "./tell-events";

const portal = await aToldPortal();
afterAll(() => portal[Symbol.asyncDispose]());
const { test, job, as, ada, bob, operator, deliveriesOf, happened, deployed, webhook, inbox } = portal;
let service: Awaited<ReturnType<typeof portal.freshService>>;
beforeEach(async () => {
  service = await portal.freshService();
});

describe("what is told to whom", () => {
  it("tells a person in their inbox what failed of what they asked for, and nobody else", async () => {
    const id = await deployed();
    await tellEvents(job);
    const [item, ...rest] = await inbox(ada);
    expect(rest).toEqual([]);
    expect(item).toMatchObject({
      kind: "deployment_failed",
      title: `${service.name} #2 failed in dev`,
      sentence: "It did not answer within 10 s.",
      actor: "Ada",
      reason: "the sale begins",
      path: `/deployments/${id}`,
      rollbackPath: null,
      readAt: null,
    });
    expect(await inbox(bob)).toEqual([]);
  });

  it("tells of what automation asked for whoever built it, and those whose service it is", async () => {
    const [builder, owner, stranger] = [
      await aPerson(test.db),
      await aPerson(test.db),
      await aPerson(test.db),
    ];
    const [team] = await test.db.insert(teams).values({ name: "tide" }).returning();
    const teamId = team?.id ?? "";
    await test.db.insert(teamMembers).values({ teamId, userId: owner.id });
    await test.db.update(services).set({ ownerTeamId: teamId }).where(eq(services.id, service.id));
    await test.db
      .update(releases)
      .set({ requestedBy: `user:${builder.id}` })
      .where(eq(releases.id, service.releaseIds[1] ?? ""));
    await subscribe(as(owner), { kinds: ["deployment_succeeded"], scope: "mine" });
    const id = await deployed("deployment.succeeded", "It is live.");
    await test.db.update(deployments).set({ requestedBy: "job:automation" }).where(eq(deployments.id, id));
    await happened({ type: "deployment.failed", subject: id });
    await tellEvents(job);
    const toldOf = async (person: typeof builder) => (await inbox(person)).map(({ type }) => type);
    expect(await toldOf(builder)).toEqual(["deployment.failed"]);
    expect(await toldOf(owner)).toEqual(["deployment.failed"]);
    expect(await toldOf(stranger)).toEqual([]);
    expect(await toldOf(ada)).toEqual([]);
  });

  it("narrows to a service and an environment, and an event about everything reaches those who chose one", async () => {
    await test.db.delete(notificationSubscriptions).where(eq(notificationSubscriptions.userId, bob.id));
    const other = await aService(test, "other", 1);
    await subscribe(as(bob), { kinds: ["deployment_failed", "freeze"], scope: "all", service: other.name });
    await subscribe(as(bob), { kinds: ["release_failed"], scope: "all", environment: "production" });
    await deployed();
    await happened({ type: "release.failed", subject: service.releaseIds[0] ?? "" });
    await happened({ type: "freeze.opened", subject: "frz_1", serviceId: null });
    await happened({ type: "freeze.opened", subject: "frz_2" });
    await tellEvents(job);
    expect((await inbox(bob)).map(({ type }) => type)).toEqual(["freeze.opened", "release.failed"]);
  });

  it("asks those whom an approval names, and hears of types nobody has words for as everything else", async () => {
    const asked = await aPerson(test.db, "operator");
    const text = "stages:\n  - environment: dev\n    approvals: { count: 1, role: operator }\n";
    await savePipeline(as(operator), { serviceId: service.id, text });
    await deployed("approval.granted");
    await subscribe(as(ada), { kinds: ["other"], scope: "all" });
    await happened({ type: "moon.landed", subject: "moon" });
    await tellEvents(job);
    expect((await inbox(asked)).map(({ type }) => type)).toEqual(["approval.requested"]);
    expect((await inbox(ada)).map(({ title }) => title)).toContain(`Moon landed: ${service.name}`);
    const [mine] = (await listSubscriptions(as(ada))).filter(({ kind }) => kind === "other");
    await unsubscribe(as(ada), { id: mine?.id ?? "" });
  });

  it("has read for everybody what asked for an approval, once nothing asks for it any more", async () => {
    const asked = await aPerson(test.db, "operator");
    const text = "stages:\n  - environment: dev\n    approvals: { count: 1, role: operator }\n";
    await savePipeline(as(operator), { serviceId: service.id, text });
    const id = await deployed("deployment.note", "Somebody looked at it.");
    await tellEvents(job);
    const unread = async () => (await listInbox(as(asked), { state: "unread", limit: 10 })).items;
    expect((await unread()).map(({ type }) => type)).toEqual(["approval.requested"]);
    await test.db.update(deployments).set({ status: "queued", waitingFor: [] }).where(eq(deployments.id, id));
    await happened({ type: "deployment.released", subject: id });
    await tellEvents(job);
    expect(await unread()).toEqual([]);
    expect((await inbox(asked)).map(({ type }) => type)).toEqual(["approval.requested"]);
  });

  it("tells a team in the inbox of each of its people, of what it owns if it wants no more", async () => {
    const [team] = await test.db.insert(teams).values({ name: "harbour" }).returning();
    const [tide, other] = [await aPerson(test.db), await aPerson(test.db)];
    const teamId = team?.id ?? "";
    await test.db.insert(teamMembers).values([{ teamId, userId: tide.id }]);
    await subscribe(as(tide), { kinds: ["release_ready"], scope: "owned", team: "harbour" });
    await subscribe(as(tide), { kinds: ["release_failed"], scope: "owned" });
    await expect(
      subscribe(as(other), { kinds: ["release_ready"], scope: "all", team: "harbour" }),
    ).rejects.toMatchObject({ code: "forbidden" });
    await expect(
      subscribe(as(tide), { kinds: ["release_ready"], scope: "mine", team: "harbour" }),
    ).rejects.toMatchObject({ code: "invalid" });

    await happened({ type: "release.ready", subject: service.releaseIds[0] ?? "" });
    await tellEvents(job);
    expect(await inbox(tide)).toEqual([]);

    await test.db.update(services).set({ ownerTeamId: teamId }).where(eq(services.id, service.id));
    await happened({ type: "release.ready", subject: service.releaseIds[1] ?? "" });
    await happened({ type: "release.failed", subject: service.releaseIds[1] ?? "" });
    await tellEvents(job);
    expect((await inbox(tide)).map(({ type }) => type)).toEqual(["release.failed", "release.ready"]);
    expect(await inbox(other)).toEqual([]);
  });

  it("offers the way back where something else served before, and only a question stands behind it", async () => {
    await serve(test, service, "dev", 2);
    const id = await deployed("deployment.succeeded", "It is live.");
    await test.db
      .update(deployments)
      .set({ previousReleaseId: service.releaseIds[0] ?? "" })
      .where(eq(deployments.id, id));
    await test.db.execute(sql`update placements set deployment_id = ${id} where service_id = ${service.id}`);
    await subscribe(as(ada), { kinds: ["deployment_succeeded"], scope: "mine" });
    await tellEvents(job);
    expect((await inbox(ada))[0]).toMatchObject({ rollbackPath: `/services/${service.name}?rollback=dev` });
  });

  it("cuts a long sentence between two characters, and tells without details what it cannot tell", async () => {
    const subject = await deployed("deployment.failed", "x".repeat(598) + "😀".repeat(10));
    await happened({ type: "deployment.failed", subject, message: "When?" });
    await test.db
      .update(events)
      .set({ at: sql`'infinity'` })
      .where(eq(events.message, "When?"));
    await happened({ type: "deployment.failed", subject, message: "It did not answer within 10 s." });
    await tellEvents(job);
    expect(await test.db.select().from(events).where(isNull(events.toldAt))).toEqual([]);
    expect((await inbox(ada)).map(({ sentence }) => sentence.slice(-10))).toEqual([
      "thin 10 s.",
      " says why.",
      "xxxxxxxx\uFFFD…",
    ]);
  });

  it("tells those who want to hear of everything what nobody can say whom it concerns", async () => {
    await subscribe(as(bob), { kinds: ["approval_requested"], scope: "all", service: service.name });
    const id = await deployed("deployment.nothing");
    await test.db.insert(pipelines).values({
      serviceId: service.id,
      definition: { stages: [] },
      text: "stages: [",
      isAutomatic: false,
      updatedBy: "user:usr_ada",
      updatedByName: "Ada",
    });
    const at = new Date("2026-02-03T04:05:06.000Z");
    await happened({ type: "approval.requested", subject: id, at });
    await tellEvents(job);
    expect((await inbox(bob))[0]).toMatchObject({
      title: "Something happened: approval.requested",
      at: at.toISOString(),
      path: `/deployments/${id}`,
    });
    expect((await inbox(ada)).map(({ type }) => type)).not.toContain("approval.requested");
  });

  it("tells each event exactly once, also when two workers read the log at the same time", async () => {
    const { id } = await webhook();
    await deployed();
    await Promise.all([tellEvents(job), tellEvents(job), tellEvents(job)]);
    expect(await deliveriesOf(id)).toHaveLength(1);
    expect(await inbox(ada)).toHaveLength(1);
  });

  it("misses no event that commits after a later one", async () => {
    let commit = () => {};
    const held = new Promise<void>((resolve) => (commit = resolve));
    const late = test.db.transaction(async (tx) => {
      await tx.insert(events).values({
        type: "deployment.failed",
        subject: "late",
        serviceId: service.id,
        message: "Late.",
      });
      await held;
    });
    await subscribe(as(bob), { kinds: ["deployment_failed"], scope: "all" });
    await deployed();
    await tellEvents(job);
    commit();
    await late;
    await tellEvents(job);
    expect((await inbox(bob)).map(({ sentence }) => sentence)).toEqual([
      "Late.",
      "It did not answer within 10 s.",
    ]);
  });

  it("lets nobody read or mark the inbox of somebody else", async () => {
    await deployed();
    await tellEvents(job);
    const [item] = await inbox(ada);
    const ids = [item?.id ?? ""];
    await markInbox(as(bob), { ids, read: true });
    expect((await inbox(ada))[0]?.readAt).toBeNull();
    expect(await markInbox(as(ada), { ids, read: true })).toEqual({ unreadCount: 0 });
    expect((await listInbox(as(ada), { state: "unread", limit: 10 })).items).toEqual([]);
    expect(await markInbox(as(ada), { read: false })).toEqual({ unreadCount: 1 });
    const [row] = await test.db.select().from(inboxItems).where(eq(inboxItems.userId, ada.id));
    expect(row?.readAt).toBeNull();
  });
});

it("everybody begins with what only concerns them, in their inbox, and may leave it", async () => {
  const fresh = await aPerson(test.db, "viewer");
  const begins = await listSubscriptions(as(fresh));
  expect(begins.map(({ kind, scope, channel }) => [kind, scope, channel])).toEqual(
    expect.arrayContaining([
      ["approval_requested", "mine", null],
      ["deployment_failed", "mine", null],
    ]),
  );
  const first = begins[0]?.id ?? "";
  await expect(unsubscribe(as(ada), { id: first })).rejects.toMatchObject({ code: "not_found" });
  await unsubscribe(as(fresh), { id: first });
  expect(await listSubscriptions(as(fresh))).toHaveLength(begins.length - 1);
});
