import "server-only";
import { metricsEnv } from "@/lib/env";

import type { MetricsStore } from "./metrics-store";
import { postgresStore } from "./postgres-store";
import { Engine, type EngineAddress } from "./prometheus/engine";
import { prometheusStore } from "./prometheus/prometheus-store";

/** Where metrics also go, as it is configured; undefined when they stay here. */
function configuredAddress(): EngineAddress | undefined {
  const {
    SLIPWAY_METRICS_MODE: mode,
    SLIPWAY_METRICS_URL: url,
    SLIPWAY_METRICS_WRITE_URL: writeUrl,
    SLIPWAY_METRICS_TOKEN: token,
    SLIPWAY_METRICS_TENANT: tenant,
  } = metricsEnv();
  return mode === "off" || url === undefined ? undefined : { url, writeUrl, token, tenant };
}

let engine: Engine | undefined;
/** One for the whole process: it remembers what kind of engine it talks to. */
export function configuredEngine(): Engine | undefined {
  const address = configuredAddress();
  if (!address) return undefined;
  engine ??= new Engine(address);
  return engine;
}

/** Whom questions are asked of. */
export function metricsStore(): MetricsStore {
  const configured = metricsEnv().SLIPWAY_METRICS_MODE === "prometheus" ? configuredEngine() : undefined;
  return configured ? prometheusStore(configured, postgresStore) : postgresStore;
}
