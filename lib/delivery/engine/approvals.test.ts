import { and, eq, sql } from "drizzle-orm";
import { afterAll, beforeEach, describe, expect, it } from "vitest";

import { deployments, events, tokens, users } from "@/db/schema";
import { setVariable } from "@/lib/configuration";
import { endFreeze, liftQuarantine, listAskedOf, quarantineRelease } from "@/lib/gates";

import { decideApproval } from "../commands/decide-approval";
import { deployRelease } from "../commands/deploy-release";
import { overrideGates } from "../commands/override-gates";
import { rollBack } from "../commands/roll-back";
import { getDeployment } from "../queries/deployment";
import { deploymentRow } from "../testing";
import { openInstallation } from "./testing";

const installation = await openInstallation();
afterAll(() => installation[Symbol.asyncDispose]());
const { test, developer, operator, admin } = installation;
let count = 0;
let service: Awaited<ReturnType<typeof installation.service>>;
beforeEach(async () => {
  service = await installation.service(`service-${(count += 1)}`);
  return () => service.target[Symbol.asyncDispose]();
});

describe("approvals", () => {
  beforeEach(async () => {
    await service.pipeline(
      "stages:\n  - environment: dev\n  - environment: staging\n    approvals: { count: 2, role: developer, expires: 1h }",
    );
    await service.deploy(0, "dev");
  });

  it("come from others than the requester, and start the deployment when there are enough", async () => {
    const { id } = await service.promote("dev", "staging");
    await expect(decideApproval(developer, { id, decision: "approved", comment: "" })).rejects.toMatchObject({
      code: "forbidden",
      message: /yourself/,
    });
    await decideApproval(operator, { id, decision: "approved", comment: "" });
    await decideApproval(operator, { id, decision: "approved", comment: "twice is once" });
    await service.look();
    expect(await service.codes(id)).toEqual(["approval"]);
    expect((await getDeployment(admin, id)).gates).toMatchObject({
      canApprove: true,
      approvals: { needed: 2, given: [{ name: "Ada the operator", comment: "twice is once" }] },
    });
    await decideApproval(admin, { id, decision: "approved", comment: "" });
    await service.look();
    expect(await service.run(id)).toMatchObject({ status: "succeeded" });
  });

  it("a rejection ends it, with its comment", async () => {
    const { id } = await service.promote("dev", "staging");
    await decideApproval(operator, { id, decision: "rejected", comment: "not on a Friday" });
    expect(await deploymentRow(test, id)).toMatchObject({
      status: "canceled",
      failure: { code: "rejected", message: "Ada the operator rejected it: not on a Friday" },
    });
    await expect(decideApproval(admin, { id, decision: "approved", comment: "" })).rejects.toMatchObject({
      code: "conflict",
    });
  });

  it("expire", async () => {
    const { id } = await service.promote("dev", "staging");
    await test.db
      .update(deployments)
      .set({ createdAt: sql`now() - interval '61 minutes'` })
      .where(eq(deployments.id, id));
    const over = "The time to approve it is over. Ask for the deployment anew.";
    expect((await getDeployment(operator, id)).gates).toMatchObject({
      canApprove: false,
      whyNotApprove: over,
    });
    await expect(decideApproval(operator, { id, decision: "approved", comment: "" })).rejects.toMatchObject({
      code: "conflict",
      message: over,
    });
    await service.look();
    expect(await deploymentRow(test, id)).toMatchObject({
      status: "canceled",
      failure: { code: "approval_expired" },
    });
  });

  it("grow old while a freeze holds it, and are asked for once more before it ends", async () => {
    const { id: frozen } = await service.freeze({ environment: "staging" });
    const { id } = await service.promote("dev", "staging");
    const age = (minutes: number) =>
      test.db.execute(
        sql`with said as (update approvals set updated_at = now() - make_interval(mins => ${minutes}) where deployment_id = ${id})
            update deployments set created_at = now() - make_interval(mins => ${minutes}) where id = ${id}`,
      );
    for (const who of [operator, admin]) await decideApproval(who, { id, decision: "approved", comment: "" });
    await service.look();
    expect(await service.codes(id)).toEqual(["freeze"]);
    await age(61);
    await service.look();
    expect(await service.codes(id)).toEqual(["freeze", "approval"]);
    expect(await listAskedOf(operator)).toContain(id);
    for (const who of [operator, admin]) await decideApproval(who, { id, decision: "approved", comment: "" });
    await service.look();
    expect(await service.codes(id)).toEqual(["freeze"]);
    await age(121);
    await endFreeze(operator, { id: frozen });
    await service.look();
    expect(await deploymentRow(test, id)).toMatchObject({
      status: "canceled",
      failure: { code: "approval_expired" },
    });
  });

  it("are offered only where they are taken: not to a rollback that a freeze alone holds", async () => {
    await service.deploy(1, "dev");
    const { id: frozen } = await service.freeze({ environment: "dev", blocksRollbacks: true });
    await service.pipeline("stages:\n  - environment: dev\n    approvals: { count: 1, role: developer }");
    const { id } = await rollBack(developer, { serviceId: service.id, environment: "dev", reason: "bad" });
    expect(await service.codes(id)).toEqual(["freeze"]);
    const message = "This deployment waits for no approval.";
    const { gates } = await getDeployment(operator, id);
    expect(gates).toMatchObject({ canApprove: false, whyNotApprove: message });
    await expect(decideApproval(operator, { id, decision: "approved", comment: "" })).rejects.toMatchObject({
      code: "conflict",
      message,
    });
    await endFreeze(operator, { id: frozen });
  });

  it("are given to a configuration too: variables that are changed later belong to the next deployment", async () => {
    const set = (value: string) =>
      setVariable(developer, {
        serviceId: service.id,
        environment: "staging",
        key: "PAYMENTS_URL",
        value,
        secret: false,
      });
    await set("https://payments.example");
    const { id } = await service.promote("dev", "staging");
    expect((await getDeployment(operator, id)).configuration).toMatchObject({ number: 1 });
    await decideApproval(operator, { id, decision: "approved", comment: "with these variables" });
    await set("https://elsewhere.example");
    await decideApproval(admin, { id, decision: "approved", comment: "" });
    await service.look();
    expect(await service.run(id)).toMatchObject({ status: "succeeded" });
    expect(service.target.variablesOf.get(id)).toMatchObject({ PAYMENTS_URL: "https://payments.example" });
  });

  it("a person who was disabled has approved nothing", async () => {
    const { id } = await service.promote("dev", "staging");
    await decideApproval(operator, { id, decision: "approved", comment: "" });
    await decideApproval(admin, { id, decision: "approved", comment: "" });
    await test.db.update(users).set({ disabledAt: new Date() }).where(eq(users.id, "usr_operator"));
    await service.look();
    expect(await service.codes(id)).toEqual(["approval"]);
    await test.db.update(users).set({ disabledAt: null }).where(eq(users.id, "usr_operator"));
  });

  it("are asked for once: of what was in the queue too, and not with each reason that comes and goes", async () => {
    await service.pipeline("stages:\n  - environment: dev\n  - environment: staging");
    const { id } = await service.promote("dev", "staging");
    await service.pipeline(
      "stages:\n  - environment: dev\n  - environment: staging\n    approvals: { count: 1, role: developer }",
    );
    const asked = () =>
      test.db.$count(events, and(eq(events.subject, id), eq(events.type, "approval.requested")));
    expect(await asked()).toBe(0);
    expect(await service.run(id)).toMatchObject({ status: "waiting" });
    expect(await asked()).toBe(1);
    const { id: frozen } = await service.freeze();
    await service.look();
    expect(await service.codes(id)).toEqual(expect.arrayContaining(["approval", "freeze"]));
    await endFreeze(operator, { id: frozen });
    await service.look();
    expect(await service.codes(id)).toEqual(["approval"]);
    expect(await asked()).toBe(1);
  });
});

describe("what waits for somebody who asked", () => {
  const ended = { status: "canceled", failure: { code: "requester_gone" } };

  it("ends when they were disabled in the meantime, and when they may not deploy there any more", async () => {
    const { id: frozen } = await service.freeze();
    const id = await service.request(0, "dev");
    await test.db.update(users).set({ disabledAt: new Date() }).where(eq(users.id, "usr_developer"));
    await service.look();
    expect(await deploymentRow(test, id)).toMatchObject({
      ...ended,
      failure: { message: "Ada the developer, who asked for it, may not deploy to dev any more." },
    });
    await test.db.update(users).set({ disabledAt: null }).where(eq(users.id, "usr_developer"));

    const late = await service.request(0, "dev");
    await test.db.update(users).set({ role: "viewer" }).where(eq(users.id, "usr_developer"));
    await endFreeze(operator, { id: frozen });
    await service.look();
    expect(await deploymentRow(test, late)).toMatchObject(ended);
    await test.db.update(users).set({ role: "developer" }).where(eq(users.id, "usr_developer"));
  });

  it("is not taken up out of the line either, and a token stands for as long as it holds", async () => {
    const [token] = await test.db
      .insert(tokens)
      .values({
        name: "CI",
        role: "developer",
        scopes: ["deployments:write"],
        hint: "abcd",
        hash: `hash-${count}`,
        createdBy: "usr_developer",
      })
      .returning({ id: tokens.id });
    const requestedBy = `token:${token?.id}`;
    const first = await service.request(0, "dev");
    await test.db.update(deployments).set({ requestedBy }).where(eq(deployments.id, first));
    expect(await service.run(first)).toMatchObject({ status: "succeeded" });
    const second = await service.request(1, "dev");
    await test.db.update(deployments).set({ requestedBy }).where(eq(deployments.id, second));
    await test.db.update(tokens).set({ revokedAt: new Date() });
    expect(await service.run(second)).toMatchObject({ status: "waiting", attempts: 0 });
    await service.look();
    expect(await deploymentRow(test, second)).toMatchObject(ended);
  });
});

describe("what was set aside for a deployment that waits", () => {
  beforeEach(async () => {
    await service.pipeline(
      "stages:\n  - environment: dev\n  - environment: staging\n    approvals: { count: 1, role: developer }",
    );
    await service.deploy(0, "dev");
  });

  it("does not cover a freeze that is declared later, and tells of everybody who set something aside", async () => {
    await service.freeze({ environment: "staging", name: "Weekend" });
    const { id } = await service.promote("dev", "staging");
    await overrideGates(operator, { id, gates: ["freeze"], reason: "the weekend does not matter" });
    await service.freeze({ environment: "staging", name: "Incident" });
    await decideApproval(operator, { id, decision: "approved", comment: "" });
    await service.look();
    expect(await service.run(id)).toMatchObject({
      status: "waiting",
      waitingFor: [{ code: "freeze", message: "Frozen: Incident." }],
    });
    await overrideGates(admin, { id, gates: ["freeze"], reason: "this is the fix" });
    await service.look();
    expect(await service.run(id)).toMatchObject({ status: "succeeded" });
    expect((await getDeployment(developer, id)).overrides).toMatchObject([
      { codes: ["freeze"], byName: "Ada the operator", reason: "the weekend does not matter" },
      { codes: ["freeze"], byName: "Ada the administrator", reason: "this is the fix" },
    ]);
  });

  it("does not cover another quarantine", async () => {
    const releaseId = service.release(0);
    await quarantineRelease(operator, { releaseId, reason: "slow on Mondays" });
    const override = { gates: ["quarantine" as const], reason: "it is no Monday" };
    const wish = { serviceId: service.id, releaseId, environment: "staging", reason: "", override };
    const { id } = await deployRelease(operator, wish);
    await liftQuarantine(operator, { releaseId, reason: "fixed" });
    await quarantineRelease(operator, { releaseId, reason: "leaks card numbers" });
    await decideApproval(admin, { id, decision: "approved", comment: "" });
    await service.look();
    expect(await deploymentRow(test, id)).toMatchObject({
      status: "canceled",
      failure: { code: "quarantine" },
    });
  });

  it("counts as well as an older version of Slipway kept it", async () => {
    const { id } = await service.promote("dev", "staging");
    const by = { by: "user:usr_administrator", byName: "Ada, Bo", at: new Date().toISOString() };
    await test.db
      .update(deployments)
      .set({ override: { codes: ["approval"], reason: "a / b", ...by } })
      .where(eq(deployments.id, id));
    await service.look();
    expect(await service.run(id)).toMatchObject({ status: "succeeded" });
    expect((await getDeployment(developer, id)).overrides).toMatchObject([{ byName: "Ada, Bo" }]);
  });
});
