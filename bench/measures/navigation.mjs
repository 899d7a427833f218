import { signIn } from "../lib/administrator.mjs";
import { openChromium, openPage } from "../lib/browser.mjs";
import { times } from "../lib/statistics.mjs";

const GROUP = "navigation";
const WORDS = ["billing", "chat", "driver", "payments", "quotes", "relay", "voice", "worker"];
const GOALS = { search: { atMost: 150 }, row: { atMost: 100 }, back: { atMost: 100 } };

/**
 * Soft navigation in the list of services: from the last key to the rows it asks for, from a click on a row to the
 * page of the service, and back to the list. Timed inside the page, by its own clock and a MutationObserver.
 */
export async function measure({ report, quick, scaledPortal }) {
  const { url } = await scaledPortal();
  const cookie = await signIn(url);
  const browser = await openChromium();
  try {
    for (const slowdown of quick ? [1] : [1, 4]) {
      const { page, close } = await openPage(browser, url, cookie, slowdown);
      await page.goto("/services", { waitUntil: "networkidle" });
      const took = { search: [], row: [], back: [] };
      for (const index of times(quick ? 6 : 24)) {
        const round = await goRound(page, WORDS[index % WORDS.length]);
        // The first round fetches the code of the pages; people pay that once.
        if (index > 0) for (const [name, ms] of Object.entries(round)) took[name].push(ms);
      }
      await close();
      const goals = slowdown === 1 ? GOALS : {};
      const add = (label, values, goal) =>
        report.add({ group: GROUP, measure: `${label} at ${slowdown}×`, unit: "ms", values, goal });
      add("last key to rows", took.search, goals.search);
      add("row to service", took.row, goals.row);
      add("back to the list", took.back, goals.back);
    }
  } finally {
    await browser.close();
  }
}

/** One search, one click, one step back. */
async function goRound(page, word) {
  const field = page
    .getByRole("textbox", { name: "Search services" })
    .or(page.getByRole("searchbox", { name: "Search services" }));
  await field.fill("");
  await settled(page);
  await field.focus();
  const search = timed(page, { word, event: "input" });
  await field.fill(word);
  const searchMs = await search;
  await settled(page);

  const link = page.locator(`main a[href^="/services/"][href*="${word}"]`).first();
  const name = (await link.getAttribute("href")).split("/")[2];
  await link.hover();
  await settled(page);
  const row = timed(page, { heading: name, event: "click" });
  await link.click();
  const rowMs = await row;
  await settled(page);

  const back = timed(page, { word, event: "popstate" });
  await page.evaluate(() => history.back());
  return { search: searchMs, row: rowMs, back: await back };
}

/** Lets what is under way end, so that one step does not pay for the one before. */
const settled = (page) => page.waitForTimeout(400);

/**
 * Milliseconds in the page from the event until its goal is drawn: rows that all contain the word, or the heading.
 * Resolves once the frame after that is painted.
 */
function timed(page, goal) {
  return page.evaluate(({ word, heading, event }) => {
    // The link of a row lies over it and has no text of its own; its address holds the name.
    const rows = () =>
      [...document.querySelectorAll('main a[href^="/services/"]')].flatMap(
        (link) => /^\/services\/(?!new$)([a-z0-9-]+)$/.exec(link.getAttribute("href") ?? "")?.[1] ?? [],
      );
    const isReached = () =>
      heading
        ? [...document.querySelectorAll("h1")].some(({ textContent }) => textContent?.includes(heading))
        : rows().length > 0 && rows().every((name) => name.includes(word));
    return new Promise((done, fail) => {
      let from;
      const timer = setTimeout(() => fail(new Error(`Not reached in 20 s: ${word ?? heading}`)), 20_000);
      const look = () => {
        if (from === undefined || !isReached()) return;
        observer.disconnect();
        clearTimeout(timer);
        requestAnimationFrame(() => setTimeout(() => done(performance.now() - from)));
      };
      const observer = new MutationObserver(look);
      observer.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
      window.addEventListener(event, () => ((from = performance.now()), queueMicrotask(look)), {
        capture: true,
        once: true,
      });
    });
  }, goal);
}
