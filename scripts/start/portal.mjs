import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { runLocalTarget, stopLocalTarget } from "./local-target.mjs";
import { lastLines, logPath } from "./logs.mjs";
import { launchNode } from "./node-process.mjs";
import { stopServer } from "./postgres/server.mjs";
import { isAlive, signal, stopProcess } from "./processes.mjs";
import { supervise } from "./supervise.mjs";

const clientAddress = new URL("client-address.mjs", import.meta.url).href;

/** The processes of one portal, each supervised; `stop` ends them in the order in which they depend on each other. */
export function openPortal({ settings, env, cluster, say }) {
  const { root, home, port, gatewayPort } = settings;
  const problems = {};
  const watched = (name, title, launch) =>
    supervise({
      name: title,
      launch,
      say,
      onGone: (endsInARow) => (problems[name] = { endsInARow, log: logPath(home, name) }),
    });

  const web = watched("web", "The web process", async () =>
    launchNode(join(root, ".next/standalone/server.js"), {
      cwd: join(root, ".next/standalone"),
      log: logPath(home, "web"),
      nodeArgs: ["--import", clientAddress],
      env: { ...env().process, SLIPWAY_PROCESS: "web", PORT: String(port), HOSTNAME: "0.0.0.0" },
    }),
  );
  const worker = watched("worker", "The worker", async () =>
    launchNode(join(root, "dist/worker.mjs"), {
      cwd: root,
      log: logPath(home, "worker"),
      env: { ...env().process, SLIPWAY_PROCESS: "worker" },
    }),
  );
  const intake = watched("intake", "The intake", async () =>
    launchNode(join(root, "dist/intake.mjs"), {
      cwd: root,
      log: logPath(home, "intake"),
      env: { ...env().process, SLIPWAY_PROCESS: "intake" },
    }),
  );
  const target = watched("target", "The local target", () =>
    runLocalTarget({ root, home, gatewayPort, env: env().target }),
  );
  const postgres =
    cluster && watched("postgres", "The database", () => launchPostgres(cluster, [web, worker, intake]));
  const parts = [web, worker, intake, target, postgres].filter(Boolean);

  return {
    web,
    worker,
    intake,
    target,
    postgres,
    /** A sentence when a part keeps dying before the portal was ever ready. */
    brokenPart() {
      const [name, problem] = Object.entries(problems).find(([, { endsInARow }]) => endsInARow >= 4) ?? [];
      if (!name) return undefined;
      const tail = lastLines(problem.log, 20).map((line) => `  ${line}`);
      return [
        `The ${name} process does not stay up. The last lines of its log:`,
        ...tail,
        `The whole log: ${problem.log}`,
      ].join("\n");
    },
    /** `keepAdopted` leaves the local target alone that was serving before us. */
    async stop({ keepAdopted = false } = {}) {
      for (const part of parts) part.release();
      // Open event streams keep the web process from ending by itself.
      if (web.pid)
        await stopProcess(web.pid, [
          ["SIGTERM", 1_000],
          ["SIGKILL", 1_000],
        ]);
      await Promise.all(
        [worker, intake]
          .filter((part) => part.pid)
          .map((part) =>
            stopProcess(part.pid, [
              ["SIGTERM", 4_000],
              ["SIGKILL", 1_000],
            ]),
          ),
      );
      if (target.pid && !(keepAdopted && target.adopted)) await stopLocalTarget(home, target.pid);
      if (postgres?.pid) await stopServer(postgres.pid);
    },
    /** Ends everything at once. */
    kill() {
      for (const part of parts) part.release();
      for (const [part, name] of [
        [web, "SIGKILL"],
        [worker, "SIGKILL"],
        [intake, "SIGKILL"],
        [target, "SIGTERM"],
        [postgres, "SIGQUIT"],
      ]) {
        if (part?.pid && isAlive(part.pid)) process.kill(part.pid, name);
      }
    },
  };
}

async function launchPostgres(cluster, clients) {
  const before = cluster.url();
  const { pid, adopted } = await cluster.run();
  // Its port was taken and it moved: those who were told the old address begin anew with the new one.
  if (cluster.url() !== before) {
    for (const client of clients) if (client.pid) signal(client.pid, "SIGKILL");
  }
  // In its own session and perhaps from an earlier start: looking is the only way that works for both.
  const gone = async () => {
    while (isAlive(pid)) await sleep(250, undefined, { ref: false });
    return "it is gone";
  };
  return { pid, adopted, exited: gone() };
}
