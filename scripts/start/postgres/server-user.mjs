import { execFileSync, spawnSync } from "node:child_process";
import { statSync } from "node:fs";

import { StartFailure } from "../failure.mjs";

const NAME = "slipway-postgres";

/**
 * PostgreSQL refuses to run as root. Returns the user it runs as instead, or undefined when we are not root and it
 * simply runs as we do. A cluster that exists keeps the owner it has.
 */
export function serverUser(dataFolder) {
  if (process.getuid?.() !== 0) return undefined;
  const existing = statSync(dataFolder, { throwIfNoEntry: false });
  if (existing && existing.uid !== 0) return { uid: existing.uid, gid: existing.gid };
  const user = findUser(NAME) ?? createUser() ?? findUser("postgres") ?? findUser("nobody");
  if (user) return user;
  throw new StartFailure(
    `PostgreSQL must not run as root, and no other user could be made for it. Start as a normal user, or create one: useradd --system ${NAME}`,
  );
}

/** Tells by trying whether the user may enter the folder: access lists and mounts decide too, not only mode bits. */
export function canEnter(user, folder) {
  return (
    spawnSync("/bin/sh", ["-c", 'cd -- "$1"', "sh", folder], { ...user, cwd: "/", stdio: "ignore" })
      .status === 0
  );
}

/** Tells by trying whether the user may run the program with its libraries. */
export function canRun(user, program) {
  return spawnSync(program, ["--version"], { ...user, cwd: "/", stdio: "ignore" }).status === 0;
}

function findUser(name) {
  const idOf = (flag) =>
    Number(execFileSync("id", [flag, name], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }));
  try {
    return { uid: idOf("-u"), gid: idOf("-g") };
  } catch {
    return undefined;
  }
}

function createUser() {
  const ways = [
    [
      "useradd",
      "--system",
      "--user-group",
      "--no-create-home",
      "--home-dir",
      "/nonexistent",
      "--shell",
      "/usr/sbin/nologin",
      NAME,
    ],
    // BusyBox.
    ["adduser", "-S", "-D", "-H", "-h", "/nonexistent", "-s", "/sbin/nologin", NAME],
  ];
  for (const [command, ...args] of ways) {
    if (spawnSync(command, args, { stdio: "ignore" }).status === 0) return findUser(NAME);
  }
  return undefined;
}
