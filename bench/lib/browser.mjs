import { chromium } from "@playwright/test";

import { findChromium } from "../../scripts/test/chromium.mjs";

/** The system's Chromium, or the one Playwright installed. */
export const openChromium = () =>
  chromium.launch({
    executablePath: findChromium(),
    // Chromium's sandbox refuses root, which is who runs in many containers.
    args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
  });

/** A page that is signed in, with a cold cache, on a laptop's screen; `slowdown` is how much slower its processor is. */
export async function openPage(browser, url, cookie, slowdown = 1) {
  const context = await browser.newContext({ baseURL: url, viewport: { width: 1440, height: 900 } });
  const [name, value] = cookie.split("=");
  await context.addCookies([{ name, value, url }]);
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
  return { page, session, close: () => context.close() };
}
