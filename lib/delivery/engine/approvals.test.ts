import { eq, sql } from "drizzle-orm";
import { afterAll, beforeEach, describe, expect, it } from "vitest";

import { deployments, users } from "@/db/schema";

import { decideApproval } from "../commands/decide-approval";
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
    await service.look();
    expect(await deploymentRow(test, id)).toMatchObject({
      status: "canceled",
      failure: { code: "approval_expired" },
    });
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
});
