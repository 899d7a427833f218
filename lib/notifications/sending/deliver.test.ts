import { eq, sql } from "drizzle-orm";
import { afterAll, beforeEach, describe, expect, it } from "vitest";

import { notificationDeliveries } from "@/db/schema";
import { audited } from "@/lib/auth/testing";

import {
  createChannel,
  getChannel,
  listDeliveries,
  redeliver,
  removeChannel,
  subscribe,
  testChannel,
} from "..";
import { tellEvents } from "../telling/tell-events";
import { aToldPortal } from "../testing";
import { deliver } from "./deliver";
import { takeTurn } from "./take-turn";
import { wakeForgotten } from "./wake-forgotten";

const portal = await aToldPortal();
afterAll(() => portal[Symbol.asyncDispose]());
const {
  test,
  mail,
  receiver,
  answer,
  job,
  as,
  ada,
  operator,
  deliveriesOf,
  happened,
  deployed,
  webhook,
  onlyDelivery,
  now,
  jobsOf,
  inbox,
} = portal;
let service: Awaited<ReturnType<typeof portal.freshService>>;
beforeEach(async () => {
  service = await portal.freshService();
});

describe("delivery", () => {
  it("is tried again after a pause under the same id, and remembers each try", async () => {
    const { id } = await webhook();
    await deployed();
    await tellEvents(job);
    const { id: deliveryId } = await onlyDelivery(id);
    answer.status = 503;
    await deliver(job, deliveryId);
    const waiting = await onlyDelivery(id);
    expect(waiting).toMatchObject({ status: "pending", lastError: "It answered 503: no such hook" });
    expect(waiting.nextAttemptAt.getTime() - Date.now()).toBeGreaterThan(8_000);
    expect(await jobsOf(deliveryId)).toHaveLength(1);
    await deliver(job, deliveryId); // too early: nothing is sent
    expect(receiver.asked).toHaveLength(1);

    answer.status = 200;
    await now(deliveryId);
    await deliver(job, deliveryId);
    expect(receiver.asked.map(({ headers }) => headers["slipway-delivery"])).toEqual([
      deliveryId,
      deliveryId,
    ]);
    const { log, status } = await onlyDelivery(id);
    expect(status).toBe("delivered");
    expect(log.map((tried) => tried.status)).toEqual([503, 200]);
  });

  it("sends again under the same id when its worker died after sending and before writing it down", async () => {
    const { id } = await webhook();
    await deployed();
    await tellEvents(job);
    const { id: deliveryId } = await onlyDelivery(id);
    // The database refuses what the worker writes after it has sent.
    await test.client.unsafe(`
      create function die() returns trigger language plpgsql as 'begin raise exception ''killed''; end';
      create trigger die before update on notification_deliveries for each row
        when (new.status = 'delivered') execute function die()`);
    await expect(deliver(job, deliveryId)).rejects.toThrow("Failed query");
    await test.client.unsafe("drop trigger die on notification_deliveries; drop function die");
    expect(receiver.asked).toHaveLength(1);
    expect(await onlyDelivery(id)).toMatchObject({ status: "pending", attempts: 1 });

    await deliver(job, deliveryId); // the claim of the dead one still holds
    expect(receiver.asked).toHaveLength(1);
    await now(deliveryId);
    await deliver(job, deliveryId);
    expect(receiver.asked.map(({ headers }) => headers["slipway-delivery"])).toEqual([
      deliveryId,
      deliveryId,
    ]);
    expect(receiver.asked[0]?.body).toBe(receiver.asked[1]?.body);
    expect(await onlyDelivery(id)).toMatchObject({ status: "delivered", attempts: 2 });
  });

  it("is made by one of two runners, and the queue may lose a job without losing a message", async () => {
    const { id } = await webhook();
    await deployed();
    await tellEvents(job);
    const { id: deliveryId } = await onlyDelivery(id);
    await Promise.all([deliver(job, deliveryId), deliver(job, deliveryId), deliver(job, deliveryId)]);
    expect(receiver.asked).toHaveLength(1);

    await redeliver(as(ada), { channelId: id, ids: [deliveryId] });
    await test.client`select graphile_worker.complete_jobs(array(select id from graphile_worker.jobs))`;
    await test.db
      .update(notificationDeliveries)
      .set({ nextAttemptAt: sql`now() - interval '6 minutes'` })
      .where(eq(notificationDeliveries.id, deliveryId));
    await wakeForgotten(job);
    expect(await jobsOf(deliveryId)).toHaveLength(1);
  });

  it("is dead at once where nobody is any more, tells the owner once, and is sent again on request", async () => {
    const { id } = await webhook();
    answer.status = 410;
    await deployed();
    await happened({ type: "deployment.failed", subject: "dep_gone" });
    await tellEvents(job);
    for (const { id: deliveryId } of await deliveriesOf(id)) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await deliver(job, deliveryId);
    }
    expect(await getChannel(as(ada), id)).toMatchObject({
      deadCount: 2,
      lastError: "It answered 410: no such hook",
    });
    await tellEvents(job);
    const failing = (await inbox(ada)).filter(({ kind }) => kind === "channel_failed");
    expect(failing).toMatchObject([{ path: `/settings/notifications/channels/${id}` }]);

    answer.status = 200;
    const { ids } = await redeliver(as(ada), { channelId: id });
    expect(ids).toHaveLength(2);
    for (const deliveryId of ids) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await deliver(job, deliveryId);
    }
    const { items } = await listDeliveries(as(ada), { channelId: id, status: "delivered", limit: 10 });
    expect(items.map((item) => item.attempts)).toEqual([2, 2]);
    expect((await audited(test.db, "channel.redeliver"))[0]).toMatchObject({ after: { deliveries: 2 } });
  });

  it("is put off by the rate of the channel, not dropped, and people get many that wait as one", async () => {
    const { id } = await createChannel(as(ada), {
      kind: "slack",
      name: "Chat",
      owner: "me",
      url: `${receiver.url}/slack`,
      ratePerMinute: 1,
    });
    await subscribe(as(ada), { kinds: ["deployment_failed"], channelId: id, scope: "all" });
    for (let index = 0; index < 7; index += 1) {
      // oxlint-disable-next-line no-await-in-loop -- in order
      await happened({ type: "deployment.failed", subject: `dep_${index}` });
    }
    await tellEvents(job);
    const all = await deliveriesOf(id);
    for (const { id: deliveryId } of all) {
      // oxlint-disable-next-line no-await-in-loop -- in order
      await deliver(job, deliveryId);
    }
    expect(receiver.asked).toHaveLength(1);
    const [, second] = await deliveriesOf(id);
    expect(second).toMatchObject({ status: "pending", hasTurn: true });
    expect((second?.nextAttemptAt.getTime() ?? 0) - Date.now()).toBeGreaterThan(50_000);

    await now(second?.id ?? "");
    await deliver(job, second?.id ?? "");
    const after = await deliveriesOf(id);
    expect(after.map(({ status }) => status)).toEqual(["delivered", ...Array(6).fill("bundled"), "pending"]);
    await deliver(job, after.at(-1)?.id ?? "");
    expect(receiver.asked).toHaveLength(2);
    expect(JSON.parse(receiver.asked[1]?.body ?? "").blocks[0].text.text).toBe("6 messages");
  });

  it("leaves nothing behind of a channel that was removed", async () => {
    const { id } = await webhook();
    await deployed();
    await tellEvents(job);
    const { id: deliveryId } = await onlyDelivery(id);
    await removeChannel(as(ada), { id });
    await deliver(job, deliveryId);
    expect(receiver.asked).toEqual([]);
    expect(await takeTurn(job, deliveryId)).toBeUndefined();
  });
});

describe("e-mail", () => {
  it("arrives at one's own address through a real server, with text, HTML and an id that stays", async () => {
    const { id } = await createChannel(as(ada), { kind: "email", name: "Mail", owner: "me" });
    await subscribe(as(ada), { kinds: ["deployment_failed"], channelId: id, scope: "mine" });
    await deployed();
    await tellEvents(job);
    const { id: deliveryId } = await onlyDelivery(id);
    await deliver(job, deliveryId);
    const [letter] = mail.received;
    expect(letter?.to).toEqual([ada.email]);
    expect(letter?.text).toContain(`Message-ID: <${deliveryId}@slipway.example.com>`);
    expect(letter?.text).toContain(`Subject: ${service.name} #2 failed in dev`);
    expect(letter?.text).toContain("Reason: the sale begins");
    expect(letter?.text).toContain("text/html");
    expect(await onlyDelivery(id)).toMatchObject({ status: "delivered" });
  });

  it("is tried three times where the address is refused, and says so", async () => {
    const { id } = await createChannel(as(operator), {
      kind: "email",
      name: "List",
      owner: "installation",
      recipients: ["refused@example.com"],
    });
    await testChannel(as(operator), { id });
    const { id: deliveryId } = await onlyDelivery(id);
    for (let tries = 0; tries < 3; tries += 1) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await now(deliveryId);
      // oxlint-disable-next-line no-await-in-loop
      await deliver(job, deliveryId);
    }
    expect(await onlyDelivery(id)).toMatchObject({ status: "dead", attempts: 3, responseStatus: 550 });
    expect(mail.received).toEqual([]);
  });
});
