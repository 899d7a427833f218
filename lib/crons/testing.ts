import { eq } from "drizzle-orm";

import { newId } from "@/db/columns";
import { environments } from "@/db/schema";
import type { TestDatabase } from "@/db/testing";
import { required } from "@/lib/core/errors";
import { resolveSources } from "@/lib/telemetry/intake";

import type { CheckIn } from "./contract";
import { recordCheckIns } from "./intake";

let count = 0;

/** A check-in that says nothing but what a test is about. */
export const aCheckIn = (more: Partial<CheckIn> = {}): CheckIn => {
  count += 1;
  return {
    slug: "nightly",
    checkInId: count.toString(16).padStart(32, "0"),
    status: "ok",
    durationMs: null,
    release: null,
    traceId: null,
    config: null,
    ...more,
  };
};

/** Every hour, on the hour. */
export const HOURLY = {
  schedule: { type: "crontab", value: "0 * * * *" },
  timeZone: "UTC",
  marginMinutes: 5,
  maxRuntimeMinutes: 10,
} as const;

/** Hands check-ins of a service to the door of the intake, as its process does. */
export async function record(
  test: TestDatabase,
  serviceId: string,
  environment: string,
  checkIns: readonly CheckIn[],
  at = new Date(),
) {
  const [row] = await test.db.select().from(environments).where(eq(environments.name, environment));
  const place = { keyId: newId("key"), serviceId, environmentId: required(row, "an environment").id };
  const batch = { place, receivedAtMs: at.getTime(), checkIns };
  return test.db.transaction((tx) => recordCheckIns(tx, [batch], resolveSources));
}
