import { signIn } from "../lib/administrator.mjs";
import { openChromium, openPage } from "../lib/browser.mjs";
import { mainPages } from "../lib/main-pages.mjs";
import { times } from "../lib/statistics.mjs";

const GROUP = "browser";
/** Long enough for what a page does by itself after it has loaded; long tasks until then count as blocking. */
const SETTLE_MS = 1_500;
const PAINT_GOALS = {
  1: { lcpMs: { atMost: 800 }, tbtMs: { atMost: 50 }, cls: { atMost: 0.02 } },
  4: { lcpMs: { atMost: 2_500 }, tbtMs: { atMost: 300 }, cls: { atMost: 0.02 } },
};

/** What each main page costs a browser that has nothing in its cache, on this processor and on one four times slower. */
export async function measure({ report, quick, scaledPortal }) {
  const { url } = await scaledPortal();
  const cookie = await signIn(url);
  const pages = (await mainPages(url)).filter(({ name }) => !name.includes(","));
  const runs = quick ? 2 : 7;
  const browser = await openChromium();
  try {
    for (const { name, path } of pages) {
      const add = (label, unit, values, goal) =>
        report.add({ group: GROUP, measure: `${name}: ${label}`, unit, values, goal });
      for (const slowdown of [1, 4]) {
        const loads = [];
        for (const _ of times(runs)) loads.push(await load(browser, url, cookie, path, slowdown));
        if (slowdown === 1) {
          add(
            "JavaScript, gzipped",
            "KB",
            loads.map(({ scriptKb }) => scriptKb),
            { atMost: 150 },
          );
          add(
            "API calls",
            "",
            loads.map(({ apiCalls }) => apiCalls),
            { atMost: 3 },
          );
        }
        const goals = PAINT_GOALS[slowdown];
        add(
          `LCP at ${slowdown}×`,
          "ms",
          loads.map(({ lcpMs }) => lcpMs),
          goals.lcpMs,
        );
        add(
          `TBT at ${slowdown}×`,
          "ms",
          loads.map(({ tbtMs }) => tbtMs),
          goals.tbtMs,
        );
        add(
          `CLS at ${slowdown}×`,
          "",
          loads.map(({ cls }) => cls),
          goals.cls,
        );
      }
    }
  } finally {
    await browser.close();
  }
}

async function load(browser, url, cookie, path, slowdown) {
  const { page, session, close } = await openPage(browser, url, cookie, slowdown);
  const scripts = new Set();
  let scriptBytes = 0;
  let apiCalls = 0;
  await session.send("Network.enable");
  session.on("Network.responseReceived", ({ requestId, type, response }) => {
    if (type === "Script") scripts.add(requestId);
    // The stream of changes is one connection that stays; it is not asked again.
    if (/\/api\/(?!events)/.test(response.url) && ["Fetch", "XHR"].includes(type)) apiCalls += 1;
  });
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    if (scripts.has(requestId)) scriptBytes += encodedDataLength;
  });
  await page.addInitScript(observe);
  await page.goto(path, { waitUntil: "load" });
  await page.waitForTimeout(SETTLE_MS * Math.sqrt(slowdown));
  const seen = await page.evaluate(() => window.benchSeen());
  await close();
  return { ...seen, scriptKb: scriptBytes / 1024, apiCalls };
}

/** Runs in the page before anything else: collects what the browser says about painting, shifting and blocking. */
function observe() {
  const seen = { lcpMs: 0, tbtMs: 0, cls: 0 };
  const watch = (type, note) =>
    new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type, buffered: true });
  watch("largest-contentful-paint", ({ startTime }) => (seen.lcpMs = startTime));
  watch("longtask", ({ duration }) => (seen.tbtMs += Math.max(0, duration - 50)));
  watch("layout-shift", ({ value, hadRecentInput }) => (seen.cls += hadRecentInput ? 0 : value));
  window.benchSeen = () => seen;
}
