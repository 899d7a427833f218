import { existsSync } from "node:fs";

import { defineConfig } from "@playwright/test";

import { portalUnderTest } from "./e2e/portal-under-test";

const portal = await portalUnderTest();
const chromium =
  process.env.CHROMIUM_PATH ??
  ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"].find((path) => existsSync(path));

export default defineConfig({
  testDir: "e2e",
  // Crashes, load and bad releases run on their own: playwright.system.config.ts.
  projects: [
    { name: "journeys", testIgnore: ["system/**", "live.spec.ts"] },
    // It holds the portal to a second, not what its neighbours leave of the machine.
    { name: "live", testMatch: "live.spec.ts", dependencies: ["journeys"] },
  ],
  globalSetup: "./e2e/start-portal.ts",
  forbidOnly: Boolean(process.env.CI),
  // As in vitest.config.ts: named in the summary when it was needed.
  retries: process.env.CI ? 1 : 0,
  // One portal for all journeys: each makes its own services, so they may run beside each other.
  fullyParallel: false,
  workers: 2,
  // Two browsers, the portal and its services share the machine: a journey waits for what it expects, not for a clock.
  timeout: 180_000,
  expect: { timeout: 30_000 },
  outputDir: "test-results",
  use: {
    baseURL: portal.url,
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: chromium,
      // Chromium's sandbox refuses root, which is who runs in many containers.
      args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
    },
  },
});
