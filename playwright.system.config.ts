import { defineConfig } from "@playwright/test";

/**
 * What a machine goes through rather than a person: crashes, load, bad releases, a pipeline. Apart from the journeys,
 * because each file starts a portal of its own and kills parts of it. Three files at once, because they mostly wait; the two
 * that kill all the time begin first.
 */
export default defineConfig({
  testDir: "e2e/system",
  forbidOnly: Boolean(process.env.CI),
  fullyParallel: false,
  workers: 3,
  timeout: 90_000,
  outputDir: "test-results/system",
});
