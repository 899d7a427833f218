import type { MigrationClass } from "@/db/enums";
import type { VariableRule } from "@/lib/configuration/contract";

import type { MetricsPage } from "../targets/target";
import { BuildFailed, type ServiceSettings } from "./build";
import { variableRulesOf } from "./declared-variables";
import { parseDurationMs, type ServiceConfiguration } from "./service-configuration";

/** Everything anybody said about the service: what the portal does not say, `slipway.yaml` says. */
export type Wishes = ServiceSettings & {
  probesByTcp?: boolean;
  intervalMs?: number;
  timeoutMs?: number;
  variables?: VariableRule[];
  migrateStatusCommand?: string | undefined;
  migrateDownCommand?: string | undefined;
  migrationsDirectory?: string | undefined;
  migrationClass?: MigrationClass | undefined;
  metrics?: MetricsPage | undefined;
};

/** Throws BuildFailed when the portal's own settings contradict each other. */
export function mergeWishes(settings: ServiceSettings, file: ServiceConfiguration): Wishes {
  if (settings.startCommand && settings.outputDirectory) {
    const sentence =
      "The service's settings hold both a start command and an output folder; keep one of them.";
    throw new BuildFailed("detect", "invalid_configuration", sentence);
  }
  // A start command of the portal replaces an output folder of the file, and the other way round.
  const portalDecides = Boolean(settings.startCommand ?? settings.outputDirectory);
  const { interval, timeout, deadline, tcp } = file.readiness ?? {};
  const milliseconds = (text: string | undefined) => (text === undefined ? undefined : parseDurationMs(text));
  return {
    buildCommand: settings.buildCommand || file.build,
    startCommand: settings.startCommand || (portalDecides ? undefined : file.start),
    outputDirectory: settings.outputDirectory || (portalDecides ? undefined : file.output),
    singlePage: settings.singlePage ?? file.singlePage,
    healthPath: settings.healthPath || file.health,
    portVariable: settings.portVariable || file.port,
    migrateCommand: settings.migrateCommand || file.migrations?.command || file.migrate,
    migrateStatusCommand: file.migrations?.status,
    migrateDownCommand: file.migrations?.down,
    migrationsDirectory: file.migrations?.directory,
    migrationClass: file.migrations?.class,
    readinessDeadlineMs: settings.readinessDeadlineMs ?? milliseconds(deadline),
    probesByTcp: settings.healthPath ? false : tcp,
    intervalMs: milliseconds(interval),
    timeoutMs: milliseconds(timeout),
    variables: variableRulesOf(file.environment),
    // What the portal says of it is no part of a release: it counts for those that run already, too.
    metrics: file.metrics && {
      path: file.metrics.path,
      intervalMs: parseDurationMs(file.metrics.interval ?? DEFAULT_METRICS_INTERVAL),
    },
  };
}

const DEFAULT_METRICS_INTERVAL = "30s";
