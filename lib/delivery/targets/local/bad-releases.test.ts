import { readdirSync } from "node:fs";
import { join } from "node:path";

import { afterAll, beforeAll, expect, it } from "vitest";

import { ReleaseRejected, type ReportLine, type Rollout } from "../target";
import {
  type Bench,
  collect,
  deploy,
  GOOD_SERVER,
  never,
  openBench,
  rejectionOf,
  rolloutOf,
  until,
} from "./testing";

/** Each kind of bad release: refused with its reason in the first sentence, the old one untouched, nothing left. */

let bench: Bench;
let daemon: Awaited<ReturnType<Bench["start"]>>;
let servingPid: string;

beforeAll(async () => {
  bench = await openBench();
  daemon = await bench.start();
  await deploy(
    bench.target,
    rolloutOf(bench.artifact({ "server.mjs": GOOD_SERVER }), { release: "rel_good" }),
  );
  servingPid = (await bench.get("tide-tables-dev", "/pid")).text;
});

afterAll(async () => {
  await daemon.stop();
  await bench.close();
});

const HEALTHY = `
import { createServer } from "node:http";
const server = createServer((_, response) => response.end("ok")).listen(process.env.PORT);
`;

const CASES: {
  name: string;
  script: string;
  options?: Parameters<typeof rolloutOf>[1];
  code: string;
  says: RegExp;
}[] = [
  {
    name: "exits at start",
    script: `console.log("reading"); throw new Error("cannot read the flux table");`,
    code: "exited",
    says: /^The process exited with code 1 after 0\.\d s: cannot read the flux table$/,
  },
  {
    name: "exits with a code and a last line",
    script: `console.error("FLUX_URL is not set"); process.exit(3);`,
    code: "exited",
    says: /^The process exited with code 3 after 0\.\d s: FLUX_URL is not set$/,
  },
  {
    name: "never listens",
    script: `setInterval(() => {}, 1000);`,
    options: { readiness: { deadlineMs: 600 } },
    code: "never_listened",
    says: /^Nothing listened on port \d+ within 0\.\d s; Slipway gave it PORT=\d+\.$/,
  },
  {
    name: "listens on the wrong port",
    script: `import { createServer } from "node:http"; createServer().listen(8391, "127.0.0.1");`,
    code: "wrong_port",
    says: /^It listens on port 8391, but Slipway gave it PORT=\d+\.$/,
  },
  {
    name: "answers its health check with 500",
    script: `import { createServer } from "node:http";
      createServer((_, response) => { response.statusCode = 500; response.end("database is gone\\nat pool"); }).listen(process.env.PORT);`,
    options: { readiness: { deadlineMs: 600 } },
    code: "unhealthy",
    says: /^GET \/health answered 500: database is gone \(\d+ tries in \d\.\d s\)\.$/,
  },
  {
    name: "is healthy and then dies",
    script: `${HEALTHY} setTimeout(() => { console.error("lost the database"); process.exit(9); }, 400);`,
    options: { settleMs: 5_000 },
    code: "exited_after_ready",
    says: /^The process exited with code 9 0\.\d s after it was ready: lost the database$/,
  },
  {
    name: "is healthy and then falls ill",
    script: `import { createServer } from "node:http"; const from = Date.now();
      createServer((_, response) => { response.statusCode = Date.now() - from > 300 ? 503 : 200; response.end(); }).listen(process.env.PORT);`,
    options: { settleMs: 5_000 },
    code: "unhealthy",
    says: /^GET \/health answered 503, 3 times in a row, \d\.\d s after it was ready\.$/,
  },
  {
    name: "ignores SIGTERM and exits never",
    script: `process.on("SIGTERM", () => {}); setInterval(() => {}, 1000);`,
    options: { readiness: { deadlineMs: 500 } },
    code: "never_listened",
    says: /^Nothing listened/,
  },
  {
    name: "floods its log",
    script: `${HEALTHY} const line = "x".repeat(1000) + "\\n"; setInterval(() => { for (let i = 0; i < 500; i += 1) process.stdout.write(line); }, 5);`,
    options: { settleMs: 10_000 },
    code: "log_flood",
    says: /^It wrote more than 2 MB of log while it was starting\.$/,
  },
  {
    name: "fills the disk",
    script: `${HEALTHY} import { appendFileSync } from "node:fs"; import { join } from "node:path";
      let n = 0; setInterval(() => appendFileSync(join(process.env.TMPDIR, "f" + (n += 1)), Buffer.alloc(1024 * 1024)), 20);`,
    options: { settleMs: 10_000 },
    code: "disk_limit",
    says: /^It wrote more than 8 MB to the disk while it was starting\.$/,
  },
  {
    name: "fills its working folder before it listens",
    script: `import { appendFileSync } from "node:fs";
      let n = 0; setInterval(() => appendFileSync("f" + (n += 1), Buffer.alloc(1024 * 1024)), 20);`,
    code: "disk_limit",
    says: /^It wrote more than 8 MB/,
  },
  {
    name: "writes one huge file at once",
    script: `import { openSync, writeSync } from "node:fs"; const f = openSync("huge", "w"); const b = Buffer.alloc(1024 * 1024);
      for (let i = 0; i < 1024; i += 1) writeSync(f, b);`,
    code: "disk_limit",
    says: /^It wrote more than 8 MB/,
  },
  {
    name: "forks children that leave its group and ignore SIGTERM",
    script: `import { spawn } from "node:child_process";
      const stubborn = "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)";
      for (let i = 0; i < 3; i += 1) spawn(process.execPath, ["-e", stubborn], { detached: true, stdio: "ignore" }).unref();
      spawn(process.execPath, ["-e", stubborn], { stdio: "ignore" });
      setTimeout(() => process.exit(4), 300);`,
    code: "exited",
    says: /^The process exited with code 4 after/,
  },
];

it.for(CASES)("a release that $name is refused with its reason and leaves nothing", async (one) => {
  const lines: ReportLine[] = [];
  const rollout = rolloutOf(bench.artifact({ "server.mjs": one.script }), one.options);
  const error = await refusalOf(bench.target.start(rollout, collect(lines), never()));
  expect(error.message).toMatch(one.says);
  expect(error.code).toBe(one.code);

  const served = await bench.get("tide-tables-dev", "/pid");
  expect(served).toMatchObject({ status: 200, release: "rel_good", text: servingPid });
  await nothingIsLeftOf(rollout);
  // Asked again, as a worker does that was killed before it wrote the verdict down.
  expect((await refusalOf(bench.target.start(rollout, collect(lines), never()))).message).toBe(error.message);
});

it("a release whose folder is gone is refused", async () => {
  const error = await refusalOf(bench.target.start(rolloutOf("/nonexistent/release"), () => {}, never()));
  expect(error).toMatchObject({ code: "artifact_missing" });
});

it("the log's last lines come with the rejection, and can be read afterwards", async () => {
  const rollout = rolloutOf(
    bench.artifact({ "server.mjs": `console.log("one"); console.error("two"); process.exit(1);` }),
  );
  const error = await refusalOf(bench.target.start(rollout, () => {}, never()));
  expect([...error.logTail].toSorted()).toEqual(["one", "two"]);
  expect((await bench.target.readLog(rollout.deploymentId, 10)).map(({ text }) => text)).toContain("two");
});

async function refusalOf(promise: Promise<unknown>): Promise<ReleaseRejected> {
  const error = await rejectionOf(promise);
  if (error instanceof ReleaseRejected) return error;
  throw error;
}

async function nothingIsLeftOf(rollout: Rollout): Promise<void> {
  await until(bench.processes, (pids) => pids.join() === servingPid);
  await until(
    () => readdirSync(join(bench.home, "target", "instances")),
    (folders) => folders.length === 1,
  );
  const [observed] = await bench.target.observe(rollout.placement.id);
  expect(observed).toMatchObject({
    starting: [],
    serving: { releaseId: "rel_good", state: "ready", restarts: 0 },
  });
}
