import { existsSync } from "node:fs";

import { chromium } from "@playwright/test";

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** The system's Chromium, or the one Playwright installed. */
export const openChromium = () =>
  chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? PLACES.find((path) => existsSync(path)),
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
