import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

import postgres from "postgres";

import { seedScale } from "../../scripts/seed-scale/seed.mjs";
import { childEnvironment } from "../../scripts/start/child-environment.mjs";
import { openHome, readSecret } from "../../scripts/start/home.mjs";
import { logPath } from "../../scripts/start/logs.mjs";
import { openPortal } from "../../scripts/start/portal.mjs";
import { openCluster } from "../../scripts/start/postgres/cluster.mjs";
import { findFreePort } from "../../scripts/start/preflight.mjs";
import { prepare } from "../../scripts/start/prepare.mjs";
import { administratorEnvironment } from "./administrator.mjs";
import { root } from "./root.mjs";

/**
 * The web process and its database with 2,000 services and 1,000,000 deployments. Without a worker, because it would
 * find nothing of that running on this machine and write so into every place. The home is kept for the next run,
 * since seeding takes a minute or two: SLIPWAY_BENCH_HOME, or a folder among the temporary ones.
 */
export async function openScaledPortal(say) {
  const home = process.env.SLIPWAY_BENCH_HOME ?? join(tmpdir(), "slipway-bench-scale");
  openHome(home);
  const [port, gatewayPort, otlpPort] = [await findFreePort(), await findFreePort(), await findFreePort()];
  const settings = { root, home, port, gatewayPort, otlpPort, url: `http://localhost:${port}` };
  const cluster = await openCluster({ root, home, log: logPath(home, "postgres"), choosePort: findFreePort });
  Object.assign(process.env, administratorEnvironment);
  const env = () => childEnvironment({ settings, databaseUrl: cluster.url(), secret: readSecret(home) });
  const portal = openPortal({ settings, env, cluster, say });
  const remove = () => portal.stop();
  try {
    await portal.postgres.start();
    await prepare({ root, env: env().prepare, stopping: new AbortController().signal });
    await seedOnce(cluster.url(), say);
    await portal.web.start();
    await untilHealthy(settings.url);
  } catch (error) {
    await remove();
    throw error;
  }
  return { url: settings.url, databaseUrl: cluster.url(), webPid: () => portal.web.pid, remove };
}

async function seedOnce(url, say) {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    const [{ count }] = await sql`select count(*)::int as count from services`;
    if (count > 0) return;
    say("Seeding 2,000 services and 1,000,000 deployments …");
    await seedScale(sql, { services: 2_000, deployments: 1_000_000, say });
  } finally {
    await sql.end();
  }
}

async function untilHealthy(url) {
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; await delay(50)) {
    const response = await fetch(`${url}/api/health`).catch(() => undefined);
    if (response?.ok) return;
  }
  throw new Error("The web process does not answer.");
}
