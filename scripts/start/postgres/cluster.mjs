import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { StartFailure } from "../failure.mjs";
import { readState, writeAtomically } from "../home.mjs";
import { locateBinaries } from "./binaries.mjs";
import { initialize, resetPassword } from "./initialize.mjs";
import { chooseBinaries, chooseFolder } from "./placement.mjs";
import { forgetStalePostmaster, readPostmaster } from "./postmaster.mjs";
import { serverUser } from "./server-user.mjs";
import { runServer, stopServer } from "./server.mjs";

const DURABLE = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  shared_buffers: "128MB",
  max_connections: "100",
  // Our queries are short and indexed: compiling them costs more than it saves.
  jit: "off",
  timezone: "UTC",
  log_timezone: "UTC",
  log_line_prefix: "%m [%p] ",
  log_checkpoints: "off",
};
// For tests: the cluster is thrown away, so nothing has to survive a power cut.
const DISPOSABLE = {
  ...DURABLE,
  fsync: "off",
  synchronous_commit: "off",
  full_page_writes: "off",
  autovacuum: "off",
  max_connections: "300",
};

/**
 * The embedded PostgreSQL of one home. `postgres.json` in the home remembers the port, the password and the folder of
 * the cluster, which lies elsewhere when the server's user cannot enter the home.
 */
export async function openCluster({ root, home, log, choosePort, durable = true }) {
  const path = join(home, "postgres.json");
  const binaries = locateBinaries(root);
  const known = readState(path);
  const user = serverUser(join(known?.folder ?? join(home, "postgres"), "data"));
  const state = known ?? {
    folder: chooseFolder(home, user),
    port: await choosePort(),
    password: randomBytes(24).toString("base64url"),
  };
  if (!known) writeAtomically(path, state);
  const dataFolder = join(state.folder, "data");
  if (known?.created && !existsSync(dataFolder)) {
    throw new StartFailure(
      `The database of ${home} is missing: it was in ${dataFolder}. Restore it from a backup, or delete ${path} to begin with an empty one.`,
    );
  }
  const cluster = {
    binaries: chooseBinaries(binaries, user),
    dataFolder,
    user,
    port: state.port,
    log,
    choosePort,
    settings: durable ? DURABLE : DISPOSABLE,
  };
  const found = existsSync(dataFolder);
  if (!found) initialize({ ...cluster, folder: state.folder, password: state.password, durable });
  requireSameMajor(dataFolder, binaries.version);
  if (found && !state.created) await takeOver(cluster, state.password);
  if (!state.created) writeAtomically(path, { ...state, created: true });

  return {
    folder: state.folder,
    url: () => `postgres://slipway:${state.password}@127.0.0.1:${cluster.port}/slipway`,
    /** Starts or adopts the server; called again after a crash. */
    async run() {
      const server = await runServer(cluster);
      if (server.port !== state.port) {
        state.port = cluster.port = server.port;
        writeAtomically(path, { ...state, created: true });
      }
      return server;
    },
  };
}

// There is data, but postgres.json was lost and with it the password.
async function takeOver(cluster, password) {
  const running = readPostmaster(cluster.dataFolder);
  if (running) await stopServer(running.pid);
  forgetStalePostmaster(cluster.dataFolder);
  resetPassword(cluster, password);
}

function requireSameMajor(dataFolder, version) {
  const created = readFileSync(join(dataFolder, "PG_VERSION"), "utf8").trim();
  const [major] = version.split(".");
  if (created === major) return;
  throw new StartFailure(
    `The database was created by PostgreSQL ${created}, and this version of Slipway brings ${major}. Go back to the previous version, dump the database with pg_dump, and load it into the new one.`,
  );
}
