import { spawn, type ChildProcess } from "node:child_process";
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { sourceHash, writeStamp } from "../build-stamp.mjs";

/**
 * A folder that looks like a built clone, with the smallest programs that keep the contracts `npm start` relies on.
 * The start script, the database and the signals are real; the journeys in e2e/ drive the real programs.
 */
const PROGRAMS = {
  ".next/standalone/server.mjs": `
    import { createServer } from "node:http";
    createServer((request, response) => response.end(String(process.pid))).listen(process.env.PORT, process.env.HOSTNAME);`,
  "dist/worker.mjs": `setInterval(() => {}, 1000);`,
  "dist/intake.mjs": `
    import { createServer } from "node:http";
    createServer((request, response) => response.end(String(process.pid))).listen(process.env.SLIPWAY_OTLP_PORT);`,
  "dist/prepare.mjs": `
    import postgres from "postgres";
    const sql = postgres(process.env.DATABASE_URL, { max: 1 });
    const [{ found }] = await sql\`select count(*)::int as found from pg_tables where tablename = 'starts'\`;
    if (!found) await sql\`create table starts (at timestamptz default now())\`;
    await sql\`insert into starts default values\`;
    const [{ starts }] = await sql\`select count(*)::int as starts from starts\`;
    await sql.end();
    console.log(JSON.stringify({ setUpPath: \`/set-up?starts=\${starts}\` }));`,
  "dist/local-target.mjs": `
    import { mkdirSync, rmSync } from "node:fs";
    import { createServer } from "node:http";
    import { dirname } from "node:path";
    import { controlSocketPath } from "../scripts/start/control-socket.mjs";
    const path = controlSocketPath(process.env.SLIPWAY_HOME);
    const gatewayPort = Number(process.env.SLIPWAY_GATEWAY_PORT);
    mkdirSync(dirname(path), { recursive: true });
    rmSync(path, { force: true });
    createServer((request, response) => response.end(String(process.pid))).listen(gatewayPort, "127.0.0.1", () =>
      createServer((request, response) => {
        response.end(JSON.stringify({ pid: process.pid, gatewayPort }));
        if (request.url === "/shutdown") response.on("finish", () => process.exit(0));
      }).listen(path));`,
};

export async function standInPortal() {
  const root = mkdtempSync(join(tmpdir(), "slipway-start-"));
  chmodSync(root, 0o755);
  cpSync("scripts", join(root, "scripts"), { recursive: true });
  for (const name of ["package.json", "package-lock.json"]) cpSync(name, join(root, name));
  symlinkSync(join(process.cwd(), "node_modules"), join(root, "node_modules"));
  for (const [path, code] of Object.entries(PROGRAMS)) {
    mkdirSync(join(root, path, ".."), { recursive: true });
    writeFileSync(join(root, path), code);
  }
  writeFileSync(join(root, ".next/standalone/server.js"), 'import "./server.mjs";');
  writeStamp(root, sourceHash(root));
  const [port, gatewayPort, otlpPort] = [await freePort(), await freePort(), await freePort()];
  return {
    root,
    port,
    gatewayPort,
    home: join(root, ".slipway"),
    start: (environment: Record<string, string> = {}) =>
      startIn(root, {
        PORT: `${port}`,
        SLIPWAY_GATEWAY_PORT: `${gatewayPort}`,
        SLIPWAY_OTLP_PORT: `${otlpPort}`,
        ...environment,
      }),
    /** The pid that answers at the web's or the gateway's port. */
    pidAt: async (which: number) => Number(await (await fetch(`http://127.0.0.1:${which}/`)).text()),
    postgresPid: () =>
      Number(readFileSync(join(root, ".slipway/postgres/data/postmaster.pid"), "utf8").split("\n")[0]),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** Starts like a terminal does: in a process group of its own. Resolves when it is ready or has ended. */
async function startIn(root: string, environment: Record<string, string>) {
  const { DATABASE_URL: _databaseUrl, npm_lifecycle_event: _event, ...inherited } = process.env;
  const child = spawn(process.execPath, ["scripts/start.mjs"], {
    cwd: root,
    detached: true,
    env: { ...inherited, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const seen = { stdout: "", stderr: "" };
  child.stderr.on("data", (chunk: Buffer) => (seen.stderr += chunk.toString()));
  const ended = new Promise<number | null>((done) => child.once("close", done));
  const ready = new Promise<void>((done) => {
    child.stdout.on("data", (chunk: Buffer) => {
      seen.stdout += chunk.toString();
      if (seen.stdout.includes("Ctrl-C stops")) done();
    });
  });
  await Promise.race([ready, ended]);
  return {
    pid: pidOf(child),
    ended,
    seen,
    signalGroup: (name: NodeJS.Signals) => process.kill(-pidOf(child), name),
  };
}

function pidOf(child: ChildProcess) {
  if (child.pid === undefined) throw new Error("The start script was not spawned.");
  return child.pid;
}

function freePort() {
  return new Promise<number>((done, fail) => {
    const server = createServer();
    server.once("error", fail);
    server.listen(0, () => {
      const address = server.address();
      server.close(() =>
        address && typeof address === "object" ? done(address.port) : fail(new Error("no port")),
      );
    });
  });
}
