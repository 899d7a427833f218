import { afterAll, beforeEach, expect, it } from "vitest";

import { auditEntries, environments, intakeKeys } from "@/db/schema";
import { testDatabase } from "@/db/testing";
import { contextOf } from "@/lib/core/context";
import { as, aService } from "@/lib/delivery/testing";

import { makeIntakeKey, resealIntakeKeys, telemetryVariables } from "./index";
import { findIntakePlaces } from "./intake";

const test = await testDatabase();
const job = contextOf({ type: "job", name: "test" } as const, test.db);
afterAll(() => test[Symbol.asyncDispose]());
let service: { id: string; name: string };
beforeEach(async () => {
  Object.assign(process.env, { SLIPWAY_SECRET: "s".repeat(32), DATABASE_URL: test.url });
  await test.client`truncate services cascade`;
  await test.client`truncate audit_entries`;
  service = await aService(test, "tide-tables", 1);
});
const make = (rotate = false, role: "viewer" | "developer" | "operator" = "operator") =>
  makeIntakeKey(as(test, role), { serviceId: service.name, environment: "production", rotate });
const keyOf = (headers: string) => headers.slice(-32);

it("is one for each service and environment, the same each time, and opens the intake", async () => {
  const one = await make();
  const key = keyOf(one.otlpHeaders);
  const [row] = await test.db.select().from(intakeKeys);
  expect(one).toEqual({
    otlpEndpoint: "http://localhost:4318",
    otlpHeaders: `authorization=Bearer%20${key}`,
    sentryDsn: `http://${key}@localhost:4318/${row?.number}`,
  });
  expect(await make()).toEqual(one);
  expect(JSON.stringify(row)).not.toContain(key);
  expect((await findIntakePlaces(test, [key, "unknown"])).get(key)).toMatchObject({
    place: { serviceId: service.id },
    isRevoked: false,
  });
});

it("a rotated key is a new one, and the one before only tells whose it was", async () => {
  const [one, two] = [await make(), await make(true)];
  expect(two.otlpHeaders).not.toBe(one.otlpHeaders);
  const places = await findIntakePlaces(test, [keyOf(one.otlpHeaders), keyOf(two.otlpHeaders)]);
  expect(places.get(keyOf(one.otlpHeaders))).toMatchObject({
    place: { serviceId: service.id },
    isRevoked: true,
  });
  expect(places.get(keyOf(two.otlpHeaders))?.isRevoked).toBe(false);
});

it("is shown to those who may deploy there, each time on record and never with the key", async () => {
  await expect(make(false, "viewer")).rejects.toMatchObject({ code: "forbidden" });
  expect(await test.db.$count(intakeKeys)).toBe(0);
  const { otlpHeaders } = await make();
  await make(true);
  const entries = await test.db.select().from(auditEntries).orderBy(auditEntries.id);
  expect(entries.map(({ action }) => action)).toEqual(["service.show_key", "service.rotate_key"]);
  expect(JSON.stringify(entries)).not.toContain(keyOf(otlpHeaders));
});

it("processes get the same key with their release, their region and their environment", async () => {
  const { otlpHeaders } = await make();
  const [environment] = (await test.db.select().from(environments)).filter(
    ({ name }) => name === "production",
  );
  const running = {
    serviceId: service.id,
    environmentId: environment!.id,
    service: service.name,
    environment: "production",
    region: "primary",
    releaseId: "rel_1",
  };
  const { values, secrets } = await telemetryVariables(job, running);
  expect(secrets).toEqual([keyOf(otlpHeaders)]);
  expect(values).toMatchObject({
    OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:4318",
    OTEL_EXPORTER_OTLP_HEADERS: otlpHeaders,
    OTEL_SERVICE_NAME: "tide-tables",
    OTEL_RESOURCE_ATTRIBUTES:
      "service.version=rel_1,deployment.environment.name=production,slipway.release.id=rel_1,slipway.region=primary",
    SENTRY_RELEASE: "rel_1",
    SENTRY_ENVIRONMENT: "production",
  });
  // @ts-expect-error -- a person's context is refused by type as well
  await expect(telemetryVariables(as(test, "administrator"), running)).rejects.toMatchObject({
    code: "forbidden",
  });
});

it("a key that no secret opens is revoked when the installation is sealed anew, and others stay", async () => {
  const { otlpHeaders } = await make();
  expect(await resealIntakeKeys(job)).toEqual({ resealed: 0, lost: 0 });
  await test.db.update(intakeKeys).set({ sealedKey: "v1.a.b.c" });
  expect(await resealIntakeKeys(job)).toEqual({ resealed: 0, lost: 1 });
  expect((await make()).otlpHeaders).not.toBe(otlpHeaders);
});
