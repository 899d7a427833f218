import { readdirSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";

import { defineConfig } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const suites = ["app", "components", "db", "lib", "scripts"].flatMap((folder) =>
  readdirSync(here(folder), { recursive: true, encoding: "utf8" })
    .filter((path) => /\.test\.tsx?$/u.test(path))
    .map((path) => `${folder}/${path}`),
);
/** What a suite names that shares something with others: a database, processes, files, ports, clocks, the environment. */
const SHARES =
  /testing"|testDatabase|child_process|mkdtemp|node:fs|createServer|\bvi\.|process\.env|globalThis|setTimeout/u;
const shares = (path: string) => SHARES.test(readFileSync(here(path), "utf8"));
/** As a pattern that means this file alone. */
const exactly = (path: string) => path.replaceAll(/[()[\]{}!*?+@]/gu, "\\$&");

export default defineConfig({
  resolve: { alias: { "@": here("."), "server-only": here("./node_modules/server-only/empty.js") } },
  test: {
    // Vitest leaves one core to itself, which on two leaves one suite at a time; most of them wait for PostgreSQL.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // A suite may start real processes on a busy machine; a test that hangs still ends.
    testTimeout: 20_000,
    hookTimeout: 30_000,
    // What passes at the second try only is named in the summary: the machine of CI is not always its own.
    retry: process.env.CI ? 1 : 0,
    projects: [
      {
        extends: true,
        test: {
          name: "alone",
          globalSetup: "db/testing.ts",
          include: suites.filter(shares).map(exactly),
        },
      },
      {
        extends: true,
        // Importing takes these longer than testing: they need no process and no modules of their own each.
        test: { name: "pure", isolate: false, include: suites.filter((path) => !shares(path)).map(exactly) },
      },
    ],
  },
});
