import { defineConfig } from "@playwright/test";

/**
 * What a machine goes through rather than a person: crashes, load, bad releases. One after the other and apart from
 * the journeys, because each starts a portal of its own, kills parts of it, and watches the clock.
 */
export default defineConfig({
  testDir: "e2e/system",
  forbidOnly: Boolean(process.env.CI),
  fullyParallel: false,
  workers: 1,
  timeout: 90_000,
  outputDir: "test-results/system",
});
