import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** What axe finds on the page as it stands, one line each; nothing is right. */
async function violationsOn(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`,
  );
}

/** Axe finds nothing in the light and in the dark theme. */
export async function expectAccessible(page: Page, what: string): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    // oxlint-disable-next-line no-await-in-loop -- one page, one theme at a time
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    // oxlint-disable-next-line no-await-in-loop
    expect.soft(await violationsOn(page), `${what}, ${colorScheme}`).toEqual([]);
  }
}

/** A page has a title of its own and exactly one first heading. */
export async function expectNamed(page: Page, what: string): Promise<void> {
  await expect.soft(page, what).toHaveTitle(/.+/);
  await expect.soft(page.getByRole("heading", { level: 1 }), what).toHaveCount(1);
}

/** Nothing sticks out to the right at the width of a phone. */
export async function expectNarrow(page: Page, what: string): Promise<void> {
  const tooWidePx = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect.soft(tooWidePx, what).toBeLessThanOrEqual(0);
}
