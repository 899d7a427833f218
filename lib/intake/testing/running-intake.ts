import { createHash, randomBytes } from "node:crypto";
import type { AddressInfo } from "node:net";

import { eq } from "drizzle-orm";

import { environments, intakeKeys } from "@/db/schema";
import type { TestDatabase } from "@/db/testing";
import { contextOf } from "@/lib/core/context";
import { required } from "@/lib/core/errors";
import { aService, serve } from "@/lib/delivery/testing";

import { GroupCommit } from "../commit/group-commit";
import { ENDPOINTS } from "../endpoints";
import { createIntakeServer } from "../http/intake-server";
import { Keys } from "../keys";

/** An intake that listens on a port of its own, as its process does. */
export async function aRunningIntake(
  test: TestDatabase,
  { mostBytes = 1_000_000, queueBytes = 4_000_000 } = {},
) {
  const ctx = contextOf({ type: "job", name: "intake" } as const, test.db);
  const commit = new GroupCommit(ctx, () => 1);
  const server = createIntakeServer({
    endpoints: ENDPOINTS,
    keys: new Keys(ctx),
    commit,
    mostBytes,
    queueBytes,
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it listens on a port
  const { port } = server.address() as AddressInfo;
  return {
    base: `http://127.0.0.1:${port}`,
    host: `127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await commit.stop();
    },
  };
}

/** A service of which one release serves in production, and the key of its processes there. */
export async function aSender(test: TestDatabase, name: string) {
  const service = await aService(test, name, 1);
  await serve(test, service, "production", 1);
  const [environment] = await test.db.select().from(environments).where(eq(environments.name, "production"));
  const environmentId = required(environment, "an environment").id;
  const key = randomBytes(16).toString("hex");
  const keyHash = createHash("sha256").update(key).digest("hex");
  await test.db
    .insert(intakeKeys)
    .values({ serviceId: service.id, environmentId, keyHash, sealedKey: "sealed" });
  const [row] = await test.db.select().from(intakeKeys).where(eq(intakeKeys.keyHash, keyHash));
  return {
    serviceId: service.id,
    environmentId,
    releaseId: required(service.releaseIds[0], "a release"),
    key,
    project: required(row, "a key").number,
  };
}
