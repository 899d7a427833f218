import { eq, sql } from "drizzle-orm";
import { SMTPServer } from "smtp-server";
import { expect } from "vitest";

import { type events, notificationChannels, notificationDeliveries, notificationMessages } from "@/db/schema";
import { testDatabase } from "@/db/testing";
import { aPerson } from "@/lib/auth/testing";
import { TestServer } from "@/lib/checks/testing";
import { contextOf, type UserActor } from "@/lib/core/context";
import { required } from "@/lib/core/errors";
import { advance } from "@/lib/core/mutate";
import { deployRelease } from "@/lib/delivery";
import { aService } from "@/lib/delivery/testing";

import { createChannel, listInbox, subscribe } from ".";
import { tellEvents } from "./telling/tell-events";

/**
 * A portal with a database, people, and the far side of its channels: a real mail server and a real web server, both
 * on this machine, which a portal would not send to unless it is told that it may.
 */
export async function aToldPortal() {
  const test = await testDatabase();
  const mail = await MailSink.listen();
  const answer = { status: 200 };
  const receiver = await TestServer.listen((_, response) => {
    response.statusCode = answer.status;
    response.end(answer.status === 200 ? "ok" : "no such hook");
  });
  Object.assign(process.env, {
    DATABASE_URL: test.url,
    SLIPWAY_SECRET: "a secret of at least thirty-two characters",
    SLIPWAY_HOME: "/nonexistent",
    SLIPWAY_URL: "https://slipway.example.com",
    SLIPWAY_OUTGOING_ALLOW: "127.0.0.1",
    SLIPWAY_SMTP_URL: mail.url,
    SLIPWAY_MAIL_FROM: "Slipway <slipway@example.com>",
  });
  const job = contextOf({ type: "job", name: "notifications" } as const, test.db);
  const as = (person: UserActor) => contextOf(person, test.db);
  const ada = await aPerson(test.db, "developer", { name: "Ada" });
  const bob = await aPerson(test.db, "developer", { name: "Bob" });
  const operator = await aPerson(test.db, "operator", { name: "Olga" });
  let count = 0;
  let service = { id: "", name: "", releaseIds: [""] };

  const deliveriesOf = (channelId: string) =>
    test.db
      .select()
      .from(notificationDeliveries)
      .where(eq(notificationDeliveries.channelId, channelId))
      .orderBy(notificationDeliveries.id);
  const happened = (event: Partial<typeof events.$inferInsert> & { type: string; subject: string }) =>
    advance(job, async () => ({
      result: undefined,
      events: [{ serviceId: service.id, message: "Something happened.", ...event }],
    }));

  /** A service that nobody has heard of, and nothing that waits to be told. */
  const freshService = async (releaseCount = 2) => {
    answer.status = 200;
    receiver.asked.length = 0;
    mail.received.length = 0;
    await tellEvents(job);
    await test.db.delete(notificationMessages);
    await test.db.delete(notificationChannels);
    service = await aService(test, `told-${(count += 1)}`, releaseCount);
    return service;
  };
  /** Ada deploys, and it ends like this. */
  const deployed = async (type = "deployment.failed", message = "It did not answer within 10 s.") => {
    const { id } = await deployRelease(as(ada), {
      serviceId: service.id,
      releaseId: service.releaseIds[1] ?? "",
      environment: "dev",
      reason: "the sale begins",
    });
    await happened({ type, subject: id, message });
    return id;
  };
  /** A webhook of Ada's that is told of every deployment that failed. */
  const webhook = async () => {
    const url = `${receiver.url}/hook`;
    const { id, secret } = await createChannel(as(ada), { kind: "webhook", name: "Hook", owner: "me", url });
    await subscribe(as(ada), { kinds: ["deployment_failed"], channelId: id, scope: "all" });
    return { id, secret: secret ?? "" };
  };
  const onlyDelivery = async (channelId: string) => {
    const rows = await deliveriesOf(channelId);
    expect(rows).toHaveLength(1);
    return required(rows[0], "the delivery");
  };
  /** As if its time had come. */
  const now = (deliveryId: string) =>
    test.db
      .update(notificationDeliveries)
      .set({ nextAttemptAt: sql`now()`, claimedUntil: null })
      .where(eq(notificationDeliveries.id, deliveryId));
  const jobsOf = (deliveryId: string) =>
    test.client`select run_at from graphile_worker.jobs where key = ${`delivery:${deliveryId}`}`;
  const inbox = async (person: UserActor) => (await listInbox(as(person), { state: "all", limit: 50 })).items;

  return {
    test,
    mail,
    receiver,
    answer,
    job,
    as,
    ada,
    bob,
    operator,
    deliveriesOf,
    happened,
    freshService,
    deployed,
    webhook,
    onlyDelivery,
    now,
    jobsOf,
    inbox,
    async [Symbol.asyncDispose]() {
      await receiver[Symbol.asyncDispose]();
      await mail[Symbol.asyncDispose]();
      await test[Symbol.asyncDispose]();
    },
  };
}

/** A real mail server on a port of its own, and the letters it was given. It knows nobody whose name is "refused". */
class MailSink implements AsyncDisposable {
  readonly received: { to: string[]; text: string }[] = [];
  private constructor(private readonly server: SMTPServer) {}

  static async listen(): Promise<MailSink> {
    const server = new SMTPServer({
      authOptional: true,
      hideSTARTTLS: true,
      onRcptTo: (address, _session, done) =>
        done(
          address.address.startsWith("refused")
            ? Object.assign(new Error("No such mailbox"), { responseCode: 550 })
            : null,
        ),
      onData: (stream, session, done) => {
        let text = "";
        stream.on("data", (chunk) => (text += String(chunk)));
        stream.on("end", () => {
          sink.received.push({ to: session.envelope.rcptTo.map(({ address }) => address), text });
          done();
        });
      },
    });
    const sink = new MailSink(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
    return sink;
  }

  get url(): string {
    const address = this.server.server.address();
    return `smtp://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
  }

  async [Symbol.asyncDispose]() {
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }
}
