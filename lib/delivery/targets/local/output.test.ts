import { appendFileSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

import type { OutputBatch } from "@/lib/telemetry/contract";

import { cleanText } from "./daemon/output/clean-text";
import { FollowedFile } from "./daemon/output/followed-file";
import { LineBudget } from "./daemon/output/line-budget";
import { type Bench, deploy, openBench, rolloutOf, until } from "./testing";

/** What services print, from their files to whoever takes it over. */

it("a line loses its colours and what a terminal would have acted upon, and nothing else", () => {
  expect(cleanText("\u001B[31mred\u001B[0m \u001B[1;32mgreen\u001B[m\r")).toBe("red green");
  expect(cleanText("10 %\r50 %\rdone\r")).toBe("done");
  expect(cleanText("\u001B]8;;http://a\u0007link\u001B]8;;\u0007 a\0b\tc  ")).toBe("link ab\tc");
});

it("a flood gets what it has a right to, and long lines cost more", () => {
  let now = 0;
  const budget = new LineBudget(100, () => now);
  expect(budget.take(1_000)).toBe(200);
  expect(budget.take(1)).toBe(0);
  now += 500;
  expect(budget.take(1_000, 1_000 * 1_024)).toBe(25);
});

describe("a file that is followed", () => {
  let folder: string;
  let path: string;
  let now: number;
  let records: string[];
  let lost: number;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "slipway-output-"));
    path = join(folder, "stdout.log");
    writeFileSync(path, "");
    [records, lost, now] = [[], 0, Date.now()];
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const follow = (from?: FollowedFile["position"], most = 1e9) =>
    new FollowedFile(
      path,
      {
        record: (_at, text) => records.push(text),
        lost: (lines) => (lost += lines),
        mask: (text) => text.replaceAll("hunter2", "•••"),
        grant: (lines) => Math.min(lines, most),
      },
      from,
      () => now,
    );
  const read = (file: FollowedFile) => {
    // A line waits for its end, and a record for lines that belong to it.
    for (let pause = 0; pause < 3; pause += 1) {
      while (file.step());
      now += 10_000;
    }
  };
  const print = (text: string) => appendFileSync(path, text);

  it.each([
    ["Java", ["Exception in a", "\tat a.B.c(B.java:1)", "Caused by: x", "\t... 3 more"], ["next"]],
    ["JavaScript", ["Error: no", "    at main (a.js:1)"], ["next"]],
    [
      "Python",
      ["Traceback (most recent call last):", '  File "a.py", line 1', "    x()", "ValueError: no"],
      ["KeyError: other"],
    ],
    ["Go", ["panic: no", "goroutine 1 [running]:", "main.main()", "\t/a.go:4 +0x1"], ["next"]],
    ["an object", ["{", "  a: 1", "}"], ["next"]],
    ["JSON", ['{"a":1}'], ["  indented"]],
  ])("joins the lines of a record of %s, and no others", (_name, one, other) => {
    print([...one, ...other, ""].join("\n"));
    read(follow());
    expect(records).toEqual([one.join("\n"), ...other.map((line) => line)]);
  });

  it("goes on where it was, with the record that was not over yet, also after it was emptied", () => {
    print("one\nError: two\n");
    const first = follow();
    first.step();
    expect(records).toEqual(["one"]);
    const position = first.position;
    print("    at main\nthree\n");
    read(follow(position));
    expect(records).toEqual(["one", "Error: two\n    at main", "three"]);
    truncateSync(path);
    print("another, longer than all that there was before it was emptied\n");
    records = [];
    read(follow(position));
    expect(records).toEqual(["another, longer than all that there was before it was emptied"]);
  });

  it("masks secrets, cuts what is too long, and keeps last words without an end", () => {
    print(`password hunter2\n${"x".repeat(200_000)}\nafter\nlast words`);
    read(follow());
    expect(records.map((text) => text.slice(0, 20))).toEqual([
      "password •••",
      "x".repeat(20),
      "after",
      "last words",
    ]);
    expect(records[1]).toHaveLength(16_384);
    expect(records[1]).toMatch(/ … \(cut\)$/);
  });

  it("passes over what comes too fast and counts it; what came while nobody read is kept", () => {
    const lines = 80_000;
    print(Array.from({ length: lines }, (_, index) => `line ${index} ${"-".repeat(80)}\n`).join(""));
    const file = follow();
    read(file);
    expect([records.length, lost]).toEqual([lines, 0]);
    records = [];
    print(Array.from({ length: lines }, (_, index) => `more ${index} ${"-".repeat(80)}\n`).join(""));
    read(file);
    expect(records.length + lost).toBe(lines);
    expect(records.at(-1)).toContain(`more ${lines - 1} `);
    expect(records.length).toBeLessThan(10_000);
  });
});

describe("the target", () => {
  let bench: Bench;
  let daemon: Awaited<ReturnType<Bench["start"]>>;
  beforeAll(async () => {
    bench = await openBench({ outputMs: 50, usageMs: 100, logFileBytes: 20_000 });
    daemon = await bench.start();
  });
  afterAll(async () => {
    await daemon.stop();
    await bench.close();
  });

  const SERVER = `
import { createServer } from "node:http";
let count = 0;
const server = createServer((request, response) => {
  if (request.url === "/die") { console.error("TypeError: it broke"); console.error("    at main"); setTimeout(() => process.exit(3), 20); }
  if (request.url === "/print") for (let i = 0; i < 100; i += 1) console.log("line " + (count += 1) + " of " + process.env.API_TOKEN);
  response.end("ok");
});
server.listen(process.env.PORT, () => console.log("ready"));
process.on("SIGTERM", () => process.exit(0));
`;
  const batches: OutputBatch[] = [];
  const take = async () => {
    const more = await bench.target.readOutput(500);
    await bench.target.forgetOutput(more.map(({ id }) => id));
    batches.push(...more);
  };
  const texts = () =>
    batches.flatMap(({ output }) => output.flatMap(({ records }) => records.map(([, text]) => text)));

  it("hands over every line once, masked and with its release, through rotations and a restart of the daemon", async () => {
    const artifact = bench.artifact({ "server.mjs": SERVER });
    await deploy(
      bench.target,
      rolloutOf(artifact, { service: "printer", release: "rel_p", variables: { API_TOKEN: "swordfish9" } }),
    );
    for (let round = 0; round < 10; round += 1) await bench.get("printer-dev", "/print");
    await until(
      async () => (await take(), texts().length),
      (count) => count > 900,
    );
    for (let round = 0; round < 5; round += 1) await bench.get("printer-dev", "/print");
    await until(
      async () => (await take(), texts()),
      (all) => all.includes("line 1500 of •••"),
    );
    const lines = texts().filter((text) => text.startsWith("line "));
    expect(lines).toEqual(Array.from({ length: 1_500 }, (_, index) => `line ${index + 1} of •••`));
    const [part] = batches.flatMap(({ output }) => output);
    expect(part).toMatchObject({ placementId: "plc_printer_dev", releaseId: "rel_p" });
  });

  it("tells how a process died after its last words, joined, and what it used", async () => {
    await bench.get("printer-dev", "/die").catch(() => {});
    await until(
      async () => (await take(), texts()),
      (all) => all.some((text) => text.includes("exited with code 3")),
    );
    const all = texts();
    const died = all.findIndex((text) => text.includes("exited with code 3"));
    expect(all).toContain("TypeError: it broke\n    at main");
    expect(died).toBeGreaterThan(-1);
    const usage = await until(
      async () => (await take(), batches.flatMap((one) => one.usage)),
      (rows) => rows.some(({ restarts }) => restarts === 1) && rows.some(({ cpuMs }) => cpuMs > 0),
    );
    expect(usage.some(({ memoryBytes }) => (memoryBytes ?? 0) > 10_000_000)).toBe(true);
  });
});
