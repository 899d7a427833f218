import { createHash } from "node:crypto";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

/**
 * The unix socket of the daemon that owns a home folder. The kernel gives a socket path 108 bytes (104 on macOS)
 * with its terminating zero; a home too deep for that gets a short folder named by a hash of the home.
 */
export function controlSocketPath(home: string): string {
  const direct = join(resolve(home), "target", "control.sock");
  if (Buffer.byteLength(direct) <= SOCKET_PATH_BYTES) return direct;
  return join(tmpdir(), `slipway-${homeMark(home)}`, "control.sock");
}

/** A short name for a home folder; it tells apart the processes of several portals on one machine. */
export function homeMark(home: string): string {
  return createHash("sha256").update(resolve(home)).digest("hex").slice(0, 12);
}

/** The same rule is in scripts/start/control-socket.mjs, which runs before anything is installed. */
const SOCKET_PATH_BYTES = 100;
