import { expect, test } from "./fixtures";

test("the theme is chosen once and stays, also for what the server draws", async ({ otherBrowser }) => {
  const page = await otherBrowser();
  await page.goto("/");
  const background = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const light = await background();
  await page.getByRole("button", { name: "Theme" }).click();
  await page.getByRole("menuitemradio", { name: "Dark" }).click();
  await expect.poll(background).not.toBe(light);
  const dark = await background();
  await page.reload();
  expect(await background()).toBe(dark);
  await page.goto("/services");
  expect(await background()).toBe(dark);
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
});

test("a phone has its navigation under the thumb", async ({ otherBrowser }) => {
  const page = await otherBrowser();
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto("/");
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Deployments" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Deployments" })).toBeVisible();
  await page.getByRole("button", { name: "More pages" }).click();
  await page.getByRole("menuitem", { name: "Settings" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Settings" })).toBeVisible();
});
