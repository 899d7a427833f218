import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { hostOf, urlOf } from "../../host-of";
import { controlSocketPath } from "../socket-path";
import { Instance } from "./instance";
import { DEFAULT_LIMITS, limitsFrom } from "./limits";
import { InstanceLog } from "./log-file";
import { OutputCollector } from "./output/output-collector";
import { markedProcesses, membersOf } from "./process-group";
import { GONE, hasProcessTable, identityOf, listProcesses } from "./process-table";
import { restartDelayMs } from "./upkeep";
import { causeIn, howItEnded, sentenceOfEnd } from "./words";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "slipway-parts-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("host names", () => {
  const place = { service: "tide-tables", environment: "dev", region: "north" };
  it("name service and environment, and the region when it is not the first", () => {
    expect(hostOf(place)).toBe("tide-tables-dev");
    expect(hostOf({ ...place, primary: true })).toBe("tide-tables-dev");
    expect(hostOf({ ...place, primary: false })).toBe("tide-tables-dev-north");
    expect(urlOf(place, 4000)).toBe("http://tide-tables-dev.localhost:4000");
  });
  it("stay within one DNS label and stay different", () => {
    const long = { ...place, service: "x".repeat(70) };
    expect(hostOf(long)).toHaveLength(63);
    expect(hostOf(long)).not.toBe(hostOf({ ...long, environment: "production" }));
  });
});

describe("control socket", () => {
  it("moves to a short folder when the home is too deep", () => {
    expect(controlSocketPath("/srv/slipway")).toBe("/srv/slipway/target/control.sock");
    const deep = `/srv/${"deep/".repeat(30)}`;
    expect(Buffer.byteLength(controlSocketPath(deep))).toBeLessThan(100);
    expect(controlSocketPath(deep)).not.toBe(controlSocketPath(`${deep}er`));
  });
});

describe("limits", () => {
  it("are read from the environment by name", () => {
    expect(limitsFrom({ SLIPWAY_TARGET_STOP_GRACE_MS: "5" }).stopGraceMs).toBe(5);
    expect(limitsFrom({})).toEqual(DEFAULT_LIMITS);
    expect(() => limitsFrom({ SLIPWAY_TARGET_DISK_BYTES: "much" })).toThrow(
      /SLIPWAY_TARGET_DISK_BYTES must be/,
    );
  });
  it("restarts slow down to a limit", () => {
    const delays = [0, 1, 2, 10].map((attempt) => restartDelayMs(attempt, DEFAULT_LIMITS));
    expect(delays).toEqual([200, 400, 800, 30_000]);
  });
});

describe("the cause of an end", () => {
  const said = (...texts: string[]) =>
    causeIn(texts.map((text) => ({ stream: "stderr" as const, text, at: "" })));
  it("is the message of the error, not its stack", () => {
    expect(
      said(
        "file.js:3",
        "throw new Error()",
        "^",
        "",
        "Error: no table",
        "    at x (file.js:3)",
        "",
        "Node.js v20.1",
      ),
    ).toBe("no table");
    expect(said("Traceback (most recent call last):", '  File "a.py", line 1', "ValueError: bad port")).toBe(
      "bad port",
    );
    expect(said("node:events:497", "Error: listen EADDRINUSE: address already in use")).toBe(
      "listen EADDRINUSE: address already in use",
    );
    expect(said("panic: no flux")).toBe("no flux");
  });
  it("is the last line when there is no error, and nothing when it was silent", () => {
    expect(said("starting", "FLUX_URL is not set", "npm error code 1")).toBe("FLUX_URL is not set");
    expect(causeIn([])).toBeUndefined();
    expect(said("x".repeat(500))?.length).toBeLessThan(250);
  });
  it("is told with the life of the process that ended, and is nothing that it only printed", () => {
    const run = { startedAt: new Date(0), readyAt: new Date(1_000) };
    const lines = (stream: "stdout" | "stderr", text: string) => [{ stream, text, at: "" }];
    const killed = { code: undefined, signal: "SIGKILL" } as const;
    const crashed = { code: 1, signal: undefined };
    const end = (exit: typeof killed | typeof crashed, stream: "stdout" | "stderr", text: string) =>
      sentenceOfEnd(exit, run, lines(stream, text), 2_000);
    const after = "1.0 s after it was ready";
    expect(end(killed, "stdout", "listening on 3823")).toBe(`The process was ended by SIGKILL ${after}.`);
    expect(end(killed, "stderr", "a warning")).toBe(`The process was ended by SIGKILL ${after}.`);
    expect(end(crashed, "stdout", "GET / 200")).toBe(`The process exited with code 1 ${after}.`);
    expect(end(crashed, "stderr", "no table")).toBe(`The process exited with code 1 ${after}: no table`);
    const [first] = lines("stdout", "FLUX_URL is not set");
    expect(sentenceOfEnd(crashed, { startedAt: run.startedAt }, first ? [first] : [], 2_000)).toBe(
      "The process exited with code 1 after 2.0 s: FLUX_URL is not set",
    );
  });
  it("names the signal, also when a shell reports it", () => {
    expect(howItEnded({ code: 3, signal: undefined })).toBe("exited with code 3");
    expect(howItEnded({ code: undefined, signal: "SIGKILL" })).toBe("was ended by SIGKILL");
    expect(howItEnded({ code: 137, signal: undefined })).toBe("was ended by SIGKILL");
  });
});

describe("a process group", () => {
  it.runIf(hasProcessTable)("of before a reboot has no members, whoever has its numbers now", () => {
    const pid = listProcesses().find((row) => row.pid === process.pid)?.groupId ?? 0;
    const group = { pid, identity: identityOf(pid) ?? GONE, marker: "nobody" };
    expect(membersOf(group)).toContain(process.pid);
    expect(membersOf({ ...group, identity: "1@another-boot" })).toEqual([]);
  });
});

describe("an instance", () => {
  const rollout = {
    deploymentId: "dep_1",
    fence: 1,
    placement: { id: "plc_1", service: "tide", environment: "dev", region: "local" },
    environmentVariables: {},
    drainMs: 0,
    warmMs: 0,
    settleMs: 0,
    reuseWarm: false,
    release: {
      id: "rel_1",
      artifact: { kind: "directory" as const, path: tmpdir() },
      plan: {
        serve: { kind: "process" as const, command: "sleep 60", portVariable: "PORT" },
        workingDirectory: ".",
        readiness: { probe: { kind: "tcp" as const }, intervalMs: 10, timeoutMs: 10, deadlineMs: 10 },
      },
    },
  };
  it("that is stopped while its next process starts leaves no process", async () => {
    const output = new OutputCollector(folder, DEFAULT_LIMITS);
    await output.open();
    const around = {
      output,
      folder,
      mark: `parts-${process.pid}`,
      gatewayPort: 4_000,
      limits: DEFAULT_LIMITS,
      staticServer: [],
      portsInUse: new Set<number>(),
      save: async () => {},
    };
    const instance = Instance.create(rollout, around);
    const spawning = instance.spawn();
    await instance.stop(0);
    await expect(spawning).rejects.toThrow("It was stopped while it was being started.");
    expect(markedProcesses(around.mark)).toEqual([]);
    expect(around.portsInUse.size).toBe(0);
    output.close();
  });
});

describe("instance log", () => {
  const limits = {
    ...DEFAULT_LIMITS,
    logFileBytes: 10_000,
    logFiles: 3,
    logLineChars: 100,
    logRingLines: 10,
  };
  it("splits lines, keeps characters that arrive in two parts and caps what is too long", () => {
    const log = new InstanceLog(folder, limits);
    const umlaut = Buffer.from("grün\n");
    appendFileSync(join(folder, "stdout.log"), umlaut.subarray(0, 3));
    log.poll();
    appendFileSync(
      join(folder, "stdout.log"),
      Buffer.concat([umlaut.subarray(3), Buffer.from(`${"x".repeat(300)}\nend\0\n`)]),
    );
    log.poll();
    expect(log.tail(10).map(({ text }) => text)).toEqual(["grün", `${"x".repeat(100)} …`, "end"]);
    log.close();
  });
  it("rotates by copy and truncate, keeps a few and goes on reading", () => {
    const log = new InstanceLog(folder, limits);
    for (let round = 0; round < 6; round += 1) {
      appendFileSync(join(folder, "stdout.log"), `round ${round}\n`.repeat(1_500));
      log.poll();
    }
    expect(readdirSync(folder).toSorted()).toEqual([
      "stderr.log",
      "stdout.log",
      "stdout.log.1",
      "stdout.log.2",
    ]);
    expect(statSync(join(folder, "stdout.log")).size).toBe(0);
    expect(readFileSync(join(folder, "stdout.log.1"), "utf8")).toContain("round 5");
    expect(log.writtenBytes).toBe(6 * 1_500 * "round 0\n".length);
    appendFileSync(join(folder, "stdout.log"), "after\n");
    log.poll();
    expect(log.tail(1)[0]?.text).toBe("after");
    log.close();
  });
  it("comes back from a process that writes faster than it reads", () => {
    const log = new InstanceLog(folder, { ...limits, logFileBytes: 1e9 });
    let answers = 0;
    log.subscribe(() => {
      if ((answers += 1) < 1_000) appendFileSync(join(folder, "stdout.log"), "one more\n");
    });
    appendFileSync(join(folder, "stdout.log"), "first\nsecond\n");
    log.poll();
    expect(answers).toBe(2);
    log.close();
  });
  it("starts at the end of a long log that was there before", () => {
    writeFileSync(join(folder, "stdout.log"), `${"old line\n".repeat(20_000)}last\n`);
    const log = new InstanceLog(folder, { ...limits, logFileBytes: 1e9 });
    log.poll();
    expect(log.tail(1)[0]?.text).toBe("last");
    log.close();
  });
});
