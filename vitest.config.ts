import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";

import { defineConfig } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  resolve: { alias: { "@": here("."), "server-only": here("./node_modules/server-only/empty.js") } },
  test: {
    globalSetup: "db/testing.ts",
    include: ["{app,components,db,lib,scripts}/**/*.test.{ts,tsx}"],
    // Vitest leaves one core to itself, which on two leaves one suite at a time; most of them wait for PostgreSQL.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // A suite may start real processes on a busy machine; a test that hangs still ends.
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
});
