import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { afterAll, beforeAll, expect, it } from "vitest";

import type { ReportLine } from "../target";
import { type Bench, collect, never, openBench, rejectionOf, rolloutOf, until } from "./testing";

let bench: Bench;
let daemon: Awaited<ReturnType<Bench["start"]>>;

beforeAll(async () => {
  bench = await openBench({ commandMs: 1_500 });
  daemon = await bench.start();
});

afterAll(async () => {
  await daemon.stop();
  await bench.close();
});

it("a command runs in the release with its environment, and its output is streamed", async () => {
  const lines: ReportLine[] = [];
  const path = bench.artifact({
    "migrate.mjs": `console.log("to " + process.env.LEVEL); console.error("careful");`,
  });
  await bench.target.runCommand(
    rolloutOf(path, { variables: { LEVEL: "7" } }),
    "node migrate.mjs",
    collect(lines),
    never(),
  );
  const said = lines.map(({ stream, text }) => `${stream}: ${text}`).toSorted();
  expect(said).toEqual(["stderr: careful", "stdout: to 7", "system: Started: node migrate.mjs"]);
});

it("a command that fails rejects the release with its last words", async () => {
  const path = bench.artifact({ "migrate.mjs": `throw new Error("relation tides exists");` });
  await expect(
    bench.target.runCommand(rolloutOf(path), "node migrate.mjs", () => {}, never()),
  ).rejects.toMatchObject({
    code: "command_failed",
    message: expect.stringMatching(
      /^"node migrate\.mjs" exited with code 1 after 0\.\d s: relation tides exists$/,
    ),
  });
});

it("a command that takes too long is killed with its children", async () => {
  const path = bench.artifact({});
  await expect(
    bench.target.runCommand(rolloutOf(path), "sleep 60 & sleep 60", () => {}, never()),
  ).rejects.toMatchObject({
    code: "command_failed",
    message: '"sleep 60 & sleep 60" did not end within 1.5 s.',
  });
  expect(bench.processes()).toEqual([]);
});

it("a command is killed when the deployment is canceled", async () => {
  const abort = new AbortController();
  const run = bench.target.runCommand(rolloutOf(bench.artifact({})), "sleep 50", () => {}, abort.signal);
  const rejection = rejectionOf(run);
  await until(bench.processes, ({ length }) => length > 0);
  abort.abort(reasonNamed("Canceled"));
  expect(await rejection).toMatchObject({ name: "Canceled" });
  await until(bench.processes, ({ length }) => length === 0);
});

it("a worker that shuts down leaves its command to the next one, who has it killed by canceling", async () => {
  const rollout = rolloutOf(bench.artifact({}));
  const shutdown = new AbortController();
  const left = rejectionOf(bench.target.runCommand(rollout, "sleep 51", () => {}, shutdown.signal));
  const [pid] = await until(bench.processes, ({ length }) => length > 0);
  shutdown.abort(reasonNamed("ShuttingDown"));
  expect(await left).toMatchObject({ name: "ShuttingDown" });

  const cancel = new AbortController();
  const next = { ...rollout, fence: rollout.fence + 1 };
  const lines: ReportLine[] = [];
  const found = rejectionOf(bench.target.runCommand(next, "sleep 51", collect(lines), cancel.signal));
  await until(
    () => lines,
    ({ length }) => length > 0,
  );
  expect(bench.processes()).toEqual([pid]);

  // The first one is told late that somebody canceled: its lease is over, and it has nothing to say any more.
  const late = AbortSignal.abort(reasonNamed("Canceled"));
  await rejectionOf(bench.target.runCommand(rollout, "sleep 51", () => {}, late));
  await expect(bench.target.abandon(rollout)).rejects.toMatchObject({ name: "Fenced" });
  expect(bench.processes()).toEqual([pid]);

  cancel.abort(reasonNamed("Canceled"));
  expect(await found).toMatchObject({ name: "Canceled" });
  await until(bench.processes, ({ length }) => length === 0);
});

it("a caller that comes back finds the command it began, and it is run once", async () => {
  const path = bench.artifact({ "once.sh": "echo ran >> ran; sleep 0.3" });
  const rollout = rolloutOf(path);
  await Promise.all([
    bench.target.runCommand(rollout, "sh once.sh", () => {}, never()),
    bench.target.runCommand(rollout, "sh once.sh", () => {}, never()),
  ]);
  await bench.target.runCommand(rollout, "sh once.sh", () => {}, never());
  expect(existsSync(join(path, "ran"))).toBe(true);
  expect(readFileSync(join(path, "ran"), "utf8")).toBe("ran\n");
  await bench.target.runCommand(rollout, "sh once.sh", () => {}, never(), "another run");
  expect(readFileSync(join(path, "ran"), "utf8")).toBe("ran\nran\n");
});

/** As the engine aborts: with an error whose name says why. */
function reasonNamed(name: string): Error {
  return Object.assign(new Error("The caller left."), { name });
}
