import "server-only";
import type { Context, JobActor } from "@/lib/core/context";
import { advance } from "@/lib/core/mutate";

import { demandMachinery } from "../policy";
import { addressesOf, localOrigin } from "./addresses";
import { ensureKey, type KeyPlace } from "./intake-key";

type Running = KeyPlace & { service: string; environment: string; region: string; releaseId: string };

/**
 * What a process on this machine gets, so that the SDKs of OpenTelemetry and Sentry send here, joined to the release,
 * without anything to configure. `secrets` are the values that no log may show. Throws SealBroken.
 */
export async function telemetryVariables(
  ctx: Context<JobActor>,
  { service, environment, region, releaseId, ...place }: Running,
): Promise<{ values: Record<string, string>; secrets: string[] }> {
  demandMachinery(ctx.actor);
  const key = await advance(ctx, async (tx) => ({ result: await ensureKey(tx, place) }));
  const { otlpEndpoint, otlpHeaders, sentryDsn } = addressesOf(key, localOrigin());
  const attributes = {
    "service.version": releaseId,
    "deployment.environment.name": environment,
    "slipway.release.id": releaseId,
    "slipway.region": region,
  };
  const values = {
    OTEL_EXPORTER_OTLP_ENDPOINT: otlpEndpoint,
    OTEL_EXPORTER_OTLP_HEADERS: otlpHeaders,
    OTEL_EXPORTER_OTLP_PROTOCOL: "http/protobuf",
    OTEL_SERVICE_NAME: service,
    OTEL_RESOURCE_ATTRIBUTES: Object.entries(attributes)
      .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
      .join(","),
    SENTRY_DSN: sentryDsn,
    SENTRY_RELEASE: releaseId,
    SENTRY_ENVIRONMENT: environment,
  };
  return { values, secrets: [key.key] };
}
