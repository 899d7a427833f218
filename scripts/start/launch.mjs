import { createHash } from "node:crypto";
import { join } from "node:path";

import { builtHash } from "./build-stamp.mjs";
import { StartFailure } from "./failure.mjs";
import { readState, writeAtomically } from "./home.mjs";
import { logPath } from "./logs.mjs";
import { prepare } from "./prepare.mjs";
import { waitUntilReady } from "./ready.mjs";

/**
 * Starts every part of the portal and resolves, when it is ready, to what preparing the database answered. What does
 * not need the other starts at the same time: a restart has two seconds.
 */
export async function launchAll({ settings, portal, env, run }) {
  const { root, home, port } = settings;
  const { timings, stopping } = run;
  const prepared = { build: builtHash(root), database: fingerprint(env().process.DATABASE_URL) };
  const preparedPath = join(home, "prepared.json");
  // New code waits for its migrations; the same code on the same database finds its tables as they are.
  const alreadyPrepared = isSame(readState(preparedPath), prepared);
  const start = (name, part) => timings.measure(name, () => part.start());

  const database = portal.postgres ? start("database", portal.postgres) : Promise.resolve();
  const answer = database.then(() =>
    timings.measure("prepare", () => prepare({ root, env: env().prepare, stopping })),
  );
  const tables = alreadyPrepared ? database : answer;
  const launches = [
    start("local target", portal.target).catch((error) => explainTarget(error, home)),
    alreadyPrepared
      ? start("web launched", portal.web)
      : tables.then(() => start("web launched", portal.web)),
    tables.then(() => start("worker launched", portal.worker)),
    tables.then(() => start("intake launched", portal.intake)),
    answer,
  ];
  let unprepared;
  answer.catch((error) => (unprepared = error.message));
  const giveUp = () => unprepared ?? portal.brokenPart();
  const ready = Promise.all(launches.slice(0, 4)).then(() =>
    timings.measure("ready", () => waitUntilReady({ port, stopping, giveUp })),
  );
  // Whoever is still being started must be known before a failure stops everything.
  const ended = await Promise.allSettled([...launches, ready]);
  const failed = ended.find(({ status }) => status === "rejected");
  if (failed) throw failed.reason;
  writeAtomically(preparedPath, prepared);
  return answer;
}

function isSame(before, now) {
  return before?.build === now.build && before.database === now.database;
}

// The address holds a password, so only its hash is written down.
function fingerprint(databaseUrl) {
  return createHash("sha256").update(databaseUrl).digest("hex");
}

function explainTarget(error, home) {
  throw new StartFailure(
    `The local target does not start (${error.message}). Its log: ${logPath(home, "target")}`,
  );
}
