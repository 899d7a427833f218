import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, it } from "vitest";

import { removeAdditions } from "./remove-additions";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "slipway-additions-"));
  mkdirSync(join(folder, "public"));
  writeFileSync(join(folder, "server.mjs"), "");
  writeFileSync(join(folder, "public/logo.svg"), "");
  symlinkSync("server.mjs", join(folder, "link"));
});
afterEach(() => {
  for (const path of [folder, join(folder, "public")]) chmodSync(path, 0o755);
  rmSync(folder, { recursive: true });
});

const BUILT = ["link", "public", "public/logo.svg", "server.mjs"];
const content = () => readdirSync(folder, { recursive: true }).map(String).toSorted();

function seal() {
  for (const path of ["server.mjs", "public/logo.svg"]) chmodSync(join(folder, path), 0o444);
  for (const path of ["public", ""]) chmodSync(join(folder, path), 0o555);
}

/** As a process of root writes, whom the modes do not stop. */
function write() {
  for (const path of ["public", ""]) chmodSync(join(folder, path), 0o755);
  mkdirSync(join(folder, "cache/deep"), { recursive: true });
  for (const path of ["huge", "public/huge", "cache/deep/huge"]) writeFileSync(join(folder, path), "x");
  for (const path of ["public", ""]) chmodSync(join(folder, path), 0o555);
}

// Only root can write into a read-only folder, and only root has to be cleaned up after.
it.runIf(process.getuid?.() === 0)(
  "removes what was written into a sealed folder, and nothing that was built",
  async () => {
    seal();
    write();
    await removeAdditions(folder);
    expect(content()).toEqual(BUILT);
  },
);

it("leaves a folder alone that is not sealed", async () => {
  writeFileSync(join(folder, "notes"), "mine");
  await removeAdditions(folder);
  expect(content()).toEqual([...BUILT, "notes"].toSorted());
});

it("leaves a folder alone in which a process works", async () => {
  seal();
  write();
  const child = spawn("sleep", ["60"], { cwd: join(folder, "public"), stdio: "ignore" });
  await once(child, "spawn");
  await removeAdditions(folder);
  expect(content()).toContain("cache/deep/huge");
  child.kill("SIGKILL");
  await once(child, "exit");
});
