import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { ChannelKind } from "@/db/enums";
import { notificationDeliveries, releases } from "@/db/schema";
import { deployRelease } from "@/lib/delivery";
import { runDeployment } from "@/lib/delivery/engine/execute";
import { FakeTarget } from "@/lib/delivery/testing";

import { createChannel, subscribe } from "..";
import { deliver } from "../sending/deliver";
import { aToldPortal } from "../testing";
import { tellEvents } from "./tell-events";

const portal = await aToldPortal();
const home = mkdtempSync(join(tmpdir(), "slipway-messages-"));
process.env.SLIPWAY_HOME = home;
const target = await FakeTarget.listen();
afterAll(async () => {
  rmSync(home, { recursive: true });
  await target[Symbol.asyncDispose]();
  await portal[Symbol.asyncDispose]();
});
const { test, mail, receiver, job, as, operator } = portal;

/** What arrived at the other side of each channel, by kind and outcome: `slack failed`. */
const received = new Map<string, string>();
let service: Awaited<ReturnType<typeof portal.freshService>>;

const KINDS = ["email", "slack", "teams", "webhook"] as const;
const OUTCOMES = ["succeeded", "failed"] as const;

beforeAll(async () => {
  service = await portal.freshService(3);
  for (const [index, id] of service.releaseIds.entries()) {
    const commit = {
      sha: `${index + 1}`.repeat(40),
      subject: `Change ${index + 1}`,
      authorName: "Grace",
      authoredAt: "2026-11-27",
    };
    // oxlint-disable-next-line no-await-in-loop -- three of them
    await test.db
      .update(releases)
      .set({ changelog: [commit] })
      .where(eq(releases.id, id));
  }
  const shutdown = new AbortController().signal;
  const deploy = async (number: number) => {
    const { id } = await deployRelease(as(operator), {
      serviceId: service.id,
      releaseId: service.releaseIds[number - 1] ?? "",
      environment: "production",
      reason: `the sale of day ${number}`,
    });
    await runDeployment({ ctx: job, owner: "one", targetOf: () => target, shutdown }, id);
    return id;
  };
  await deploy(1);
  await tellEvents(job);
  await Promise.all(KINDS.map(listen));
  for (const outcome of OUTCOMES) {
    if (outcome === "failed") target.rejectNext("exited", "The process exited with code 3.");
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    const id = await deploy(outcome === "failed" ? 3 : 2);
    // oxlint-disable-next-line no-await-in-loop
    await collect(outcome, id);
  }
});

/** A channel of that kind that is told how deployments end. */
async function listen(kind: ChannelKind) {
  const url = kind === "email" ? {} : { url: `${receiver.url}/${kind}` };
  const { id } = await createChannel(as(operator), { kind, name: kind, owner: "me", ...url });
  const kinds = OUTCOMES.map((outcome) => `deployment_${outcome}` as const);
  await subscribe(as(operator), { kinds, channelId: id, scope: "all", environment: "production" });
}

/** Tells what happened, and keeps what arrived. */
async function collect(outcome: string, deploymentId: string) {
  await tellEvents(job);
  const waiting = await test.db
    .select({ id: notificationDeliveries.id })
    .from(notificationDeliveries)
    .where(eq(notificationDeliveries.status, "pending"));
  await Promise.all(waiting.map(({ id }) => deliver(job, id)));
  received.set(`deployment ${outcome}`, deploymentId);
  for (const { url, body } of receiver.asked.splice(0)) received.set(`${url.slice(1)} ${outcome}`, body);
  for (const { text } of mail.received.splice(0)) received.set(`email ${outcome}`, decoded(text));
}

/** Letters travel as quoted-printable. */
const decoded = (text: string) =>
  text
    .replaceAll("=\r\n", "")
    .replaceAll(/(=[0-9A-F]{2})+/g, (bytes) => Buffer.from(bytes.replaceAll("=", ""), "hex").toString());

describe.each(OUTCOMES)("of a deployment to production that %s", (outcome) => {
  const number = outcome === "failed" ? 3 : 2;

  it.each(KINDS)(
    "a message by %s tells who, why and what changed, where to look and the way back",
    (kind) => {
      const text = received.get(`${kind} ${outcome}`) ?? "";
      expect(text).toContain(operator.name);
      expect(text).toContain(`the sale of day ${number}`);
      expect(text).toContain(`${number}`.repeat(7));
      expect(text).toContain(`Change ${number}`);
      expect(text).not.toContain("Change 1");
      expect(text).toContain(
        `https://slipway.example.com/deployments/${received.get(`deployment ${outcome}`)}`,
      );
      expect(text).toContain(`https://slipway.example.com/services/${service.name}?rollback=production`);
    },
  );
});
