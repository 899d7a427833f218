import { defineConfig } from "@playwright/test";

/**
 * What a machine goes through rather than a person: crashes, load, bad releases, a pipeline. Apart from the journeys,
 * because each file starts a portal of its own and kills parts of it. Two files at once: they mostly wait, and the one
 * that is killed all the time takes as long as all the others.
 */
export default defineConfig({
  testDir: "e2e/system",
  forbidOnly: Boolean(process.env.CI),
  // As in vitest.config.ts: named in the summary when it was needed.
  retries: process.env.CI ? 1 : 0,
  fullyParallel: false,
  workers: 2,
  timeout: 90_000,
  outputDir: "test-results/system",
});
