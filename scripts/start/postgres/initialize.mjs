import { spawnSync } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { StartFailure } from "../failure.mjs";
import { serverEnvironment } from "./server-environment.mjs";

/** Makes a cluster with the user and the database `slipway`; it appears under its name only when it is complete. */
export function initialize({ binaries, folder, user, password, durable }) {
  const complete = join(folder, "data");
  const draft = join(folder, "data.next");
  const passwordFile = join(folder, "password.next");
  rmSync(draft, { recursive: true, force: true });
  const own = (path) => user && chownSync(path, user.uid, user.gid);
  mkdirSync(draft, { mode: 0o700 });
  chmodSync(draft, 0o700);
  own(draft);
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  own(passwordFile);
  const options = { ...user, cwd: draft, encoding: "utf8", env: serverEnvironment() };
  try {
    require0(
      spawnSync(
        join(binaries, "bin/initdb"),
        [
          `--pgdata=${draft}`,
          "--username=slipway",
          `--pwfile=${passwordFile}`,
          "--auth=scram-sha-256",
          "--encoding=UTF8",
          // The server's own C.UTF-8: the same order on every machine, whatever locales the system has.
          "--locale=C",
          "--locale-provider=builtin",
          "--builtin-locale=C.UTF-8",
          ...(durable ? [] : ["--no-sync"]),
        ],
        options,
      ),
    );
    // The database is there before anybody can connect, without a server in between.
    runAlone({ binaries, user, dataFolder: draft }, "create database slipway");
  } finally {
    rmSync(passwordFile, { force: true });
  }
  renameSync(draft, complete);
}

/** Gives the cluster a new password when nobody remembers the old one. No server may run on it. */
export function resetPassword(cluster, password) {
  // The password is base64url: it holds nothing that would need quoting.
  runAlone(cluster, `alter role slipway password '${password}'`);
}

// Single-user mode: one statement, no server, no password.
function runAlone({ binaries, user, dataFolder }, statement) {
  const result = spawnSync(join(binaries, "bin/postgres"), ["--single", "-D", dataFolder, "postgres"], {
    ...user,
    cwd: dataFolder,
    encoding: "utf8",
    env: serverEnvironment(),
    input: `${statement}\n`,
  });
  // A statement that fails does not change the exit code.
  require0(/ERROR: /.test(result.stderr ?? "") ? { ...result, status: 1 } : result);
}

function require0({ status, error, stderr, stdout }) {
  if (status === 0) return;
  const output = `${stdout ?? ""}\n${stderr ?? ""}`;
  if (/No space left/i.test(output))
    throw new StartFailure(
      "The disk is too full to create the database. Free some space, or choose another place with SLIPWAY_HOME.",
    );
  const reason =
    output.split("\n").findLast((line) => /error|fatal|could not|cannot/i.test(line)) ??
    error?.message ??
    `exit code ${status}`;
  throw new StartFailure(`The database could not be created: ${reason.trim()}`);
}
