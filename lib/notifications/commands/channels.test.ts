import { createHmac } from "node:crypto";

import { and, eq, isNull } from "drizzle-orm";
import { drizzle } from "drizzle-orm/postgres-js";
import { afterAll, beforeEach, describe, expect, it } from "vitest";

import { NOTIFICATION_KINDS } from "@/db/enums";
import * as schema from "@/db/schema";
import {
  notificationChannels,
  notificationDeliveries,
  notificationSubscriptions,
  teamMembers,
  teams,
} from "@/db/schema";
import { aPerson, audited } from "@/lib/auth/testing";

import {
  createChannel,
  editChannel,
  getChannel,
  listChannels,
  listDeliveries,
  listSubscriptions,
  redeliver,
  rotateSecret,
  subscribe,
  testChannel,
  unsubscribe,
} from "..";
import { deliver } from "../sending/deliver";
import { tellEvents } from "../telling/tell-events";
import { aToldPortal } from "../testing";

const portal = await aToldPortal();
afterAll(() => portal[Symbol.asyncDispose]());
const { test, receiver, job, as, ada, bob, operator, deliveriesOf, deployed, webhook, onlyDelivery } = portal;
beforeEach(() => portal.freshService());

describe("a signed webhook", () => {
  it("arrives with what the documentation promises, and is verified by it alone", async () => {
    const { id, secret } = await webhook();
    await deployed();
    await tellEvents(job);
    const { id: deliveryId } = await onlyDelivery(id);
    await deliver(job, deliveryId);
    const [request] = receiver.asked;
    expect(request).toMatchObject({
      method: "POST",
      url: "/hook",
      headers: {
        "content-type": "application/json; charset=utf-8",
        "slipway-delivery": deliveryId,
        "slipway-event": "deployment.failed",
      },
    });
    const header = String(request?.headers["slipway-signature"]);
    const [, seconds = "", hex = ""] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(header) ?? [];
    expect(Math.abs(Date.now() / 1_000 - Number(seconds))).toBeLessThan(300);
    expect(createHmac("sha256", secret).update(`${seconds}.${request?.body}`).digest("hex")).toBe(hex);
    expect(JSON.parse(request?.body ?? "")).toMatchObject({
      id: deliveryId,
      kind: "deployment_failed",
      type: "deployment.failed",
      actor: "Ada",
      url: expect.stringMatching(/^https:\/\/slipway\.example\.com\/deployments\/dep_/),
    });
    expect(await onlyDelivery(id)).toMatchObject({ status: "delivered", responseStatus: 200, attempts: 1 });
  });

  it("signs with both secrets for a day after a rotation, and with the new one alone if the old one leaked", async () => {
    const { id, secret } = await webhook();
    const rotated = await rotateSecret(as(ada), { id, endPrevious: false });
    expect(await getChannel(as(ada), id)).toMatchObject({ previousSecretUntil: rotated.previousUntil });
    await testChannel(as(ada), { id });
    await deliver(job, (await onlyDelivery(id)).id);
    const verifies = (key: string) => {
      const request = receiver.asked.at(-1);
      const [time = "", ...signatures] = String(request?.headers["slipway-signature"]).split(",");
      return signatures.includes(
        `v1=${createHmac("sha256", key)
          .update(`${time.slice(2)}.${request?.body}`)
          .digest("hex")}`,
      );
    };
    expect([verifies(secret), verifies(rotated.secret)]).toEqual([true, true]);

    const last = await rotateSecret(as(ada), { id, endPrevious: true });
    await redeliver(as(ada), { channelId: id, ids: [(await onlyDelivery(id)).id] });
    await deliver(job, (await onlyDelivery(id)).id);
    expect([verifies(rotated.secret), verifies(last.secret)]).toEqual([false, true]);
    expect(JSON.stringify(await audited(test.db, "channel.rotate_secret"))).not.toContain("slwh_");
  });

  it("is not kept when it leads into the portal's own network", async () => {
    for (const url of [
      "http://10.0.0.1/",
      "http://[::1]/",
      "http://169.254.169.254/latest",
      "ftp://example.com/",
    ]) {
      // oxlint-disable-next-line no-await-in-loop -- four of them
      await expect(
        createChannel(as(ada), { kind: "slack", name: "In", owner: "me", url }),
      ).rejects.toMatchObject({ code: "invalid", fields: [{ path: "url" }] });
    }
    expect(await listChannels(as(ada))).toEqual([]);
  });
});

describe("channels", () => {
  it("of somebody else are not there, and those of the installation are for operators", async () => {
    const { id } = await webhook();
    const foreign = { code: "not_found" };
    await expect(getChannel(as(bob), id)).rejects.toMatchObject(foreign);
    await expect(listDeliveries(as(bob), { channelId: id, limit: 1 })).rejects.toMatchObject(foreign);
    await expect(rotateSecret(as(operator), { id, endPrevious: false })).rejects.toMatchObject(foreign);
    await expect(
      subscribe(as(bob), { kinds: ["freeze"], channelId: id, scope: "all" }),
    ).rejects.toMatchObject(foreign);
    const shared = { kind: "slack", name: "Ops", owner: "installation", url: `${receiver.url}/ops` } as const;
    await expect(createChannel(as(ada), shared)).rejects.toMatchObject({ code: "forbidden" });
    const { id: sharedId } = await createChannel(as(operator), shared);
    await subscribe(as(operator), { kinds: ["deployment_failed"], channelId: sharedId, scope: "all" });
    await deployed();
    await tellEvents(job);
    expect(await deliveriesOf(sharedId)).toHaveLength(1);
    expect((await listSubscriptions(as(ada))).filter(({ receiver: who }) => who === "installation")).toEqual(
      [],
    );
    const viewer = await aPerson(test.db, "viewer");
    await expect(createChannel(as(viewer), { ...shared, owner: "me", name: "Mine" })).rejects.toMatchObject({
      code: "forbidden",
    });
  });

  it("of a team are for its members and for operators", async () => {
    const [team] = await test.db.insert(teams).values({ name: "harbour" }).returning();
    await test.db.insert(teamMembers).values([{ teamId: team?.id ?? "", userId: ada.id }]);
    const wish = { kind: "teams", name: "Room", owner: "team", team: "harbour", url: receiver.url } as const;
    await expect(createChannel(as(bob), wish)).rejects.toMatchObject({ code: "forbidden" });
    const { id } = await createChannel(as(ada), wish);
    expect(await getChannel(as(operator), id)).toMatchObject({ owner: "team", team: { name: "harbour" } });
    await expect(getChannel(as(bob), id)).rejects.toMatchObject({ code: "not_found" });
    expect((await listChannels(as(ada))).map((one) => one.id)).toEqual([id]);
    await subscribe(as(operator), { kinds: ["deployment_failed"], channelId: id, scope: "owned" });
    await deployed();
    await tellEvents(job);
    expect(await deliveriesOf(id)).toEqual([]); // nobody owns that service
  });

  it("keep addresses and secrets out of views, the trail and the database", async () => {
    const { id, secret } = await webhook();
    await editChannel(as(ada), { id, url: `${receiver.url}/very-secret-path`, name: "Renamed" });
    const [row] = await test.db.select().from(notificationChannels).where(eq(notificationChannels.id, id));
    const seen = JSON.stringify([
      row,
      await getChannel(as(ada), id),
      await audited(test.db, "channel.create"),
      await audited(test.db, "channel.edit"),
    ]);
    expect(seen).not.toContain("very-secret-path");
    expect(seen).not.toContain(secret);
    await testChannel(as(ada), { id });
    await deliver(job, (await onlyDelivery(id)).id);
    expect(receiver.asked[0]?.url).toBe("/very-secret-path");
  });

  it("of one person are at most so many, and their subscriptions too, also when many ask at the same time", async () => {
    const rows = await test.db
      .insert(notificationChannels)
      .values(
        Array.from({ length: 19 }, (_, index) => ({
          kind: "email" as const,
          name: `Mail ${index}`,
          ownerUserId: bob.id,
          destination: bob.email,
          ratePerMinute: 1,
          tokens: 1,
          createdBy: `user:${bob.id}`,
          createdByName: bob.name,
        })),
      )
      .returning({ id: notificationChannels.id });
    const create = (name: string) => createChannel(as(bob), { kind: "email", name, owner: "me" });
    const created = await Promise.allSettled(["A", "B", "C"].map(create));
    expect(created.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected", "rejected"]);

    const { id: userId } = bob;
    const own = await test.db.$count(notificationSubscriptions, eq(notificationSubscriptions.userId, userId));
    const all = rows.flatMap(({ id }) => NOTIFICATION_KINDS.map((kind) => ({ userId, channelId: id, kind })));
    await test.db.insert(notificationSubscriptions).values(all.slice(0, 299 - own));
    const wish = (environment: string) =>
      subscribe(as(bob), { kinds: ["freeze"], scope: "all", environment, channelId: rows[0]?.id });
    const wished = await Promise.allSettled(["dev", "staging", "production"].map(wish));
    expect(wished.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected", "rejected"]);
    // Full: what is told already may still be chosen anew, and two wishes at once do not share the last place.
    const [told, spare] = [rows[0]?.id, rows[18]?.id];
    const { ids } = await subscribe(as(bob), { kinds: ["freeze"], scope: "all", channelId: told });
    await unsubscribe(as(bob), { id: ids[0] ?? "" });
    await expect(
      subscribe(as(bob), { kinds: ["freeze", "hold"], scope: "all", channelId: spare }),
    ).rejects.toMatchObject({ code: "conflict" });
  });

  it("show the newest error of what waits or was given up, read from the indexes of these alone", async () => {
    const { id } = await webhook();
    const states = [
      { status: "dead", lastError: "first", finishedAt: new Date() },
      { status: "pending", lastError: "second" },
      { status: "delivered", lastError: null, finishedAt: new Date() },
    ] as const;
    for (const state of states) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await testChannel(as(ada), { id });
      // oxlint-disable-next-line no-await-in-loop
      await test.db
        .update(notificationDeliveries)
        .set(state)
        .where(and(eq(notificationDeliveries.channelId, id), isNull(notificationDeliveries.lastError)));
    }
    const asked: { query: string; params: unknown[] }[] = [];
    const db = drizzle(test.client, {
      schema,
      logger: { logQuery: (query, params) => asked.push({ query, params }) },
    });
    expect(await listChannels({ actor: ada, db })).toMatchObject([
      { pendingCount: 1, deadCount: 1, lastError: "second", lastDeliveredAt: expect.any(String) },
    ]);
    const list = asked.find(({ query }) => query.includes("last_error"));
    const rows = await test.client.begin(async (sql) => {
      await sql`set local enable_seqscan = off`;
      return sql.unsafe(`explain ${list?.query}`, list?.params.map(String));
    });
    const plan = rows.map((row) => String(row["QUERY PLAN"])).join("\n");
    const scans = (index: string) => plan.match(new RegExp(`using ${index}`, "g"))?.length;
    expect(scans("notification_deliveries_pending_idx")).toBe(2);
    expect(scans("notification_deliveries_dead_idx")).toBe(2);
    expect(scans("notification_deliveries_channel_idx")).toBe(1); // the one that was delivered last
  });

  it("have names of their own, and take no address that does not belong to their kind", async () => {
    const { id } = await webhook();
    await expect(
      createChannel(as(ada), { kind: "teams", name: "hook", owner: "me", url: receiver.url }),
    ).rejects.toMatchObject({ code: "conflict", fields: [{ path: "name" }] });
    await expect(editChannel(as(ada), { id, recipients: ["a@example.com"] })).rejects.toMatchObject({
      code: "invalid",
    });
    await expect(subscribe(as(ada), { kinds: ["freeze"], scope: "mine" })).rejects.toMatchObject({
      code: "invalid",
      fields: [{ path: "scope" }],
    });
  });
});
