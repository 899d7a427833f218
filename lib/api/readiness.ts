import "server-only";
import { checkDatabase, checkIntake, checkMigrations, checkWorker, probe } from "@/lib/core/readiness";
import { pingTargets } from "@/lib/delivery";

import type { ReadinessView } from "./contract";

let running: Promise<ReadinessView> | undefined;

/** Checks every part at once. Callers that come together share one round: the probe is open to everybody. */
export const readiness = (): Promise<ReadinessView> =>
  (running ??= checkAll().finally(() => {
    running = undefined;
  }));

async function checkAll(): Promise<ReadinessView> {
  const [database, migrations, worker, intake, target] = await Promise.all([
    probe(() => checkDatabase()),
    probe(() => checkMigrations()),
    probe(() => checkWorker()),
    probe(() => checkIntake()),
    probe(pingTargets),
  ]);
  const ok = [database, migrations, worker, intake, target].every((part) => part.ok);
  return { ok, database, migrations, worker, intake, target };
}
