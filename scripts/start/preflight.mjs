import { execFileSync } from "node:child_process";
import { statfs } from "node:fs/promises";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

import { StartFailure } from "./failure.mjs";

/** What the database and the logs need as a minimum; installing and building need more. */
export const NEEDED_MB = { running: 500, installing: 2_000 };

/** Services come from git repositories, so git has to be there before anything is installed. */
export function requireGit() {
  try {
    execFileSync("git", ["--version"], { stdio: "ignore" });
  } catch {
    throw new StartFailure(
      "Slipway needs git to read the repositories of your services, and there is none on the PATH. Install git and start again.",
    );
  }
}

/** Refuses to start on a disk so full that the database or a build would break half-way. */
export async function requireDiskSpace(folder, neededMb) {
  const { bavail, bsize } = await statfs(folder);
  const freeMb = Math.floor((bavail * bsize) / 1024 / 1024);
  if (freeMb >= neededMb) return;
  throw new StartFailure(
    `The disk that holds ${folder} has ${freeMb} MB left, and Slipway needs ${neededMb} MB there. Free some space, or use another disk (SLIPWAY_HOME moves the portal's own files).`,
  );
}

/** `variable` is the one that moves us away from whoever listens there; `taken` are ports we use ourselves. */
export async function requireFreePort(port, variable, taken = []) {
  // A portal that was killed a moment ago may still be giving its port back.
  for (let attempt = 0; attempt < 10; attempt += 1) {
    const problem = await listenProblem(port);
    if (!problem) return;
    if (problem === "EACCES") {
      throw new StartFailure(
        `Port ${port} may only be used by root. Start with ${variable}=${port + 8000} npm start.`,
      );
    }
    await sleep(100);
  }
  let other = port + 1;
  while (taken.includes(other) || (await listenProblem(other))) other += 1;
  throw new StartFailure(
    `Port ${port} is in use. Stop what listens there or start with ${variable}=${other} npm start.`,
  );
}

/** A port nobody listens on at this moment. */
export async function findFreePort() {
  const server = createServer();
  await new Promise((done, fail) => server.once("error", fail).listen(0, "127.0.0.1", done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

// Both wildcard and loopback: on some systems a socket on 127.0.0.1 does not keep others from the wildcard.
async function listenProblem(port) {
  for (const host of [undefined, "127.0.0.1"]) {
    const problem = await tryToListen(port, host);
    if (problem) return problem;
  }
  return undefined;
}

function tryToListen(port, host) {
  return new Promise((done) => {
    const server = createServer();
    server.once("error", (error) => done(error.code));
    server.listen({ port, host, exclusive: true }, () => server.close(() => done(undefined)));
  });
}
