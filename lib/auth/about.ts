import "server-only";
import { desc, sql } from "drizzle-orm";

import { workerProcesses } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { demand } from "@/lib/core/permit";
import { env } from "@/lib/env";
import packageJson from "@/package.json";

import type { AboutView } from "./contract";
import { signInProviders } from "./providers";

/** What runs here: versions, the database, the workers. Nothing secret, so that it can be pasted into a question. */
export async function getAbout(ctx: Context): Promise<AboutView> {
  demand(ctx.actor, "settings.read");
  const [[database], workers] = await Promise.all([
    ctx.db
      .select({
        version: sql<string>`current_setting('server_version')`,
        sizeBytes: sql`pg_database_size(current_database())`.mapWith(Number),
      })
      .from(sql`(select 1) as one`),
    ctx.db
      .select({
        id: workerProcesses.id,
        startedAt: workerProcesses.startedAt,
        heartbeatAt: workerProcesses.heartbeatAt,
      })
      .from(workerProcesses)
      .orderBy(desc(workerProcesses.heartbeatAt))
      .limit(20),
  ]);
  return {
    version: packageJson.version,
    commit: process.env.SLIPWAY_COMMIT ?? null,
    nodeVersion: process.versions.node,
    startedAt: new Date(Date.now() - process.uptime() * 1_000).toISOString(),
    address: env().SLIPWAY_URL ?? null,
    gatewayAddress: `http://<service>-<environment>.localhost:${env().SLIPWAY_GATEWAY_PORT}`,
    database: { version: database?.version ?? "unknown", sizeBytes: database?.sizeBytes ?? 0 },
    workers: workers.map((worker) => ({
      id: worker.id,
      startedAt: worker.startedAt.toISOString(),
      heartbeatAt: worker.heartbeatAt.toISOString(),
    })),
    signIn: ["password", ...signInProviders().map(({ name }) => name)],
  };
}
