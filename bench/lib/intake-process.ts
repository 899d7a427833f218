import { spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { Agent, request } from "node:http";

import type { Sql } from "postgres";

import { findFreePort } from "../../scripts/start/preflight.mjs";

/** The intake as it is installed, `dist/intake.mjs`, with a service that may send to it. */
export async function startIntake(sql: Sql, databaseUrl: string) {
  const key = randomBytes(16).toString("hex");
  await sql`insert into services (id, name, repository_url) values ('svc_bench', 'tide-tables', '/nowhere')`;
  await sql`
    insert into intake_keys (id, service_id, environment_id, key_hash, sealed_key)
    select 'key_bench', 'svc_bench', id, ${createHash("sha256").update(key).digest("hex")}, 'x' from environments where name = 'production'`;
  const port = await findFreePort();
  const child = spawn(process.execPath, ["dist/intake.mjs"], {
    env: {
      ...process.env,
      DATABASE_URL: databaseUrl,
      SLIPWAY_SECRET: "x".repeat(32),
      SLIPWAY_OTLP_PORT: String(port),
      SLIPWAY_LOG_LEVEL: "warn",
      NODE_ENV: "production",
    },
    stdio: ["pipe", "inherit", "inherit"],
  });
  const agent = new Agent({ keepAlive: true, maxSockets: 1_000 });
  /** The status of the answer; 0 when there was none. */
  const post = (payload: Buffer) =>
    new Promise<number>((done) => {
      const asked = request(
        {
          port,
          host: "127.0.0.1",
          path: "/v1/traces",
          method: "POST",
          agent,
          headers: {
            authorization: `Bearer ${key}`,
            "content-type": "application/x-protobuf",
            "content-length": payload.length,
          },
        },
        (response) => response.resume().on("end", () => done(response.statusCode ?? 0)),
      );
      asked.on("error", () => done(0));
      asked.end(payload);
    });
  while ((await post(Buffer.alloc(0))) !== 200) await new Promise((done) => setTimeout(done, 100));
  return {
    post,
    memoryMb: () =>
      Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1] ?? 0) / 1024,
    async stop() {
      child.kill("SIGTERM");
      await once(child, "exit");
      agent.destroy();
    },
  };
}
