import { and, eq, isNull } from "drizzle-orm";

import type { Tx } from "@/db/client";
import { newId } from "@/db/columns";
import { environments, regions, releases, telemetrySources } from "@/db/schema";
import type { TestDatabase } from "@/db/testing";
import { required } from "@/lib/core/errors";

import type { ErrorEvent } from "./contract/event";
import { type ErrorBatch, recordErrors } from "./intake";

export { anEvent, anException, aFrame } from "./testing-events";

type Asked = Parameters<Parameters<typeof recordErrors>[2]>[1];

/** Sources by release id in the first region of each environment, as telemetry's dictionary has them. */
const resolveSources = async (tx: Tx, asked: Asked) => {
  const found = new Map<string, number>();
  const keyOf = ({ place, resource }: Asked[number]) => `${place.environmentId} ${resource.release ?? ""}`;
  for (const one of asked) {
    if (found.has(keyOf(one))) continue;
    const { serviceId, environmentId } = one.place;
    const [region] = await tx.select().from(regions).where(eq(regions.environmentId, environmentId));
    const [release] = await tx
      .select()
      .from(releases)
      .where(eq(releases.id, one.resource.release ?? ""));
    const source = {
      serviceId,
      environmentId,
      regionId: required(region, "a region").id,
      releaseId: release?.id ?? null,
    };
    await tx.insert(telemetrySources).values(source).onConflictDoNothing();
    const [row] = await tx
      .select()
      .from(telemetrySources)
      .where(
        and(
          eq(telemetrySources.serviceId, serviceId),
          eq(telemetrySources.environmentId, environmentId),
          source.releaseId === null
            ? isNull(telemetrySources.releaseId)
            : eq(telemetrySources.releaseId, source.releaseId),
        ),
      );
    found.set(keyOf(one), required(row, "a source").id);
  }
  return (one: Asked[number]) => found.get(keyOf(one));
};

/** Hands events of a service to the door of the intake, as its process does. */
export async function record(
  test: TestDatabase,
  serviceId: string,
  environment: string,
  brought: Partial<Pick<ErrorBatch, "sessions" | "feedback" | "attachments" | "receivedAtMs">> & {
    events?: readonly ErrorEvent[];
  },
): ReturnType<typeof recordErrors> {
  const [row] = await test.db.select().from(environments).where(eq(environments.name, environment));
  const place = {
    keyId: newId("key"),
    serviceId,
    environmentId: required(row, "an environment").id,
  };
  const batch = { receivedAtMs: Date.now(), events: [], sessions: [], feedback: [], ...brought, place };
  return test.db.transaction((tx) => recordErrors(tx, [batch], resolveSources));
}
