import { randomBytes } from "node:crypto";
import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

import { StartFailure } from "./failure.mjs";

/** Creates SLIPWAY_HOME when missing, and proves that we may write there. */
export function openHome(folder) {
  try {
    // Others may pass through, which the database's own user needs, but not list; every secret file is 0600.
    mkdirSync(join(folder, "logs"), { recursive: true, mode: 0o711 });
    accessSync(folder, constants.W_OK | constants.X_OK);
    accessSync(join(folder, "logs"), constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new StartFailure(
      `Slipway cannot write to its home ${folder} (${error.code}). Make it writable, or choose another folder with SLIPWAY_HOME.`,
    );
  }
}

/** The secret that signs sessions and seals stored credentials: made once, kept in a file only we can read. */
export function readSecret(home) {
  const path = join(home, "secret");
  if (!existsSync(path)) writeAtomically(path, newSecret());
  return readPrivate(path);
}

/** The secret before it, which `npm run rotate-secret` set aside; undefined when there is none. */
export function readPreviousSecret(home) {
  const path = join(home, "secret.previous");
  return existsSync(path) ? readPrivate(path) : undefined;
}

/** Sets the secret aside and makes a new one. Throws when an earlier one is still there, for it may still be needed. */
export function rotateSecret(home) {
  const path = join(home, "secret");
  const previous = join(home, "secret.previous");
  if (!existsSync(path))
    throw new StartFailure(`There is no secret in ${home} yet; the first start makes one.`);
  if (existsSync(previous)) {
    throw new StartFailure(
      `${previous} is still there. Start Slipway once, which seals everything with the newer secret, and delete the file.`,
    );
  }
  // Copied before the new one replaces it: a crash in between leaves both the same, and loses nothing.
  writeAtomically(previous, readPrivate(path));
  writeAtomically(path, newSecret());
}

const newSecret = () => randomBytes(32).toString("base64url");

/** A copy or a restored backup may have opened the file to others. */
function readPrivate(path) {
  if ((statSync(path).mode & 0o077) !== 0) chmodSync(path, 0o600);
  return readFileSync(path, "utf8").trim();
}

/** Parsed content of a small state file, or undefined when it is missing or was cut short by a crash. */
export function readState(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}

/** Replaces a file in one step, so that a crash leaves the old or the new content, never half of it. */
export function writeAtomically(path, content) {
  const next = `${path}.${process.pid}.next`;
  try {
    writeFileSync(next, typeof content === "string" ? content : `${JSON.stringify(content, null, 2)}\n`, {
      mode: 0o600,
    });
    renameSync(next, path);
  } catch (error) {
    if (error.code === "ENOSPC")
      throw new StartFailure(`The disk that holds ${path} is full. Free some space and start again.`);
    throw error;
  }
}
