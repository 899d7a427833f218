import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const softly = expect.configure({ soft: true });
const COLOUR_RULES = ["color-contrast", "link-in-text-block"];

/** What holds for every page: a name, no findings of axe, and a place on a phone. */
export async function checkPage(page: Page, what: string): Promise<void> {
  await expectNamed(page, what);
  await expectAccessible(page, what);
  await expectNarrow(page, what);
}

/** Axe finds nothing in the light theme, and the colours are right in the dark one too. */
export async function expectAccessible(page: Page, what: string): Promise<void> {
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  expect.soft(await violationsOn(page, (axe) => axe.withTags(RULES)), `${what}, light`).toEqual([]);
  // What is in the page does not change with the theme, so only what depends on colours is asked again.
  await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
  expect.soft(await violationsOn(page, (axe) => axe.withRules(COLOUR_RULES)), `${what}, dark`).toEqual([]);
}

/** What axe finds on the page as it stands, one line each; nothing is right. */
async function violationsOn(page: Page, choose: (axe: AxeBuilder) => AxeBuilder): Promise<string[]> {
  // Halfway between two themes no colour is one that anybody sees.
  await page.waitForFunction(() =>
    document.getAnimations().every(({ playState }) => playState !== "running"),
  );
  // The legacy mode does without a second page for frames, of which the portal has none.
  const { violations } = await choose(
    // Of what passes nobody asks for the selectors, which take axe longer to write than its rules to judge.
    new AxeBuilder({ page }).options({ resultTypes: ["violations"] }).setLegacyMode(),
  ).analyze();
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`,
  );
}

/** A page has a title of its own and exactly one first heading. */
export async function expectNamed(page: Page, what: string): Promise<void> {
  await expect.soft(page, what).toHaveTitle(/.+/);
  await expect.soft(page.getByRole("heading", { level: 1 }), what).toHaveCount(1);
}

/** Nothing sticks out to the right at the width of a phone. */
export async function expectNarrow(page: Page, what: string): Promise<void> {
  const size = page.viewportSize();
  await page.setViewportSize({ width: 390, height: 844 });
  const tooWidePx = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  await softly.poll(tooWidePx, { message: what, timeout: 5_000 }).toBeLessThanOrEqual(0);
  if (size) await page.setViewportSize(size);
}
