import type { Locator, Page } from "@playwright/test";

import { expect, test } from "./fixtures";

test("everything can be reached from the keyboard", async ({ page, delivery }) => {
  const { service } = await delivery.service("heron", { version: "heron one" });
  await page.goto("/");
  await expect(page.getByText("Live", { exact: true }).first()).toBeVisible();

  await page.keyboard.press("Control+k");
  const palette = page.getByRole("dialog", { name: "Search or run a command" });
  await page.keyboard.type(service.name);
  await expect(palette.getByRole("option", { name: service.name })).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: service.name })).toBeVisible();

  await page.keyboard.press("Control+k");
  await expect(palette.getByRole("option", { name: `Build a release of ${service.name}…` })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(palette).toBeHidden();

  await page.keyboard.press("g");
  await page.keyboard.press("d");
  await expect(page).toHaveURL(/\/deployments$/);
  await expect(page.getByRole("heading", { level: 1, name: "Deployments" })).toBeVisible();

  await page.keyboard.press("?");
  const sheet = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await expect(sheet).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(sheet).toBeHidden();

  const filter = page.getByRole("combobox", { name: "Service" });
  await expect(filter).toBeVisible();
  await page.keyboard.press("/");
  await expect(filter).toBeFocused();
  await page.keyboard.type("g d ?");
  await expect(filter).toHaveValue("g d ?");
});

test("j and k walk through a list, Enter opens, and p opens the promotion and nothing more", async ({
  page,
  delivery,
}) => {
  const { service, releases } = await delivery.service("egret", { version: "egret one" });
  const [release] = releases;
  if (!release) throw new Error("a release was built");
  await delivery.deploy(service, release, "staging");
  await page.goto(`/deployments?service=${service.name}`);
  await expect(page.getByText("Live", { exact: true }).first()).toBeVisible();
  const link = page.getByRole("table", { name: "Deployments" }).getByRole("link").first();
  await expect(link).toBeVisible();
  await page.keyboard.press("j");
  await expect(link).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("region", { name: "From and to" })).toBeVisible();

  await page.goto(`/services/${service.name}`);
  await expect(page.getByText("Live", { exact: true }).first()).toBeVisible();
  const dialog = page.getByRole("dialog", { name: new RegExp(`^Promote ${service.name}`) });
  await pressUntil(page, "p", dialog);
  await expect(dialog.getByRole("button", { name: "Not now" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  const { items } = await delivery.read<{ items: unknown[] }>(`/deployments?service=${service.id}`);
  expect(items).toHaveLength(1);
});

test("single keys can be switched off; the palette still opens", async ({ otherBrowser }) => {
  const page = await otherBrowser();
  await page.goto("/settings/account");
  await page.getByRole("checkbox", { name: "Single-key shortcuts" }).uncheck();
  await page.goto("/services");
  await expect(page.getByText("Live", { exact: true }).first()).toBeVisible();
  await page.keyboard.press("?");
  await page.keyboard.press("g");
  await page.keyboard.press("d");
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("dialog", { name: "Search or run a command" })).toBeVisible();
  await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeHidden();
  await expect(page).toHaveURL(/\/services$/);
});

/** The action of a page listens once its part of the page has come alive, which the live mark does not wait for. */
async function pressUntil(page: Page, key: string, shown: Locator) {
  await expect(async () => {
    await page.keyboard.press(key);
    await expect(shown).toBeVisible({ timeout: 2_000 });
  }).toPass();
}
