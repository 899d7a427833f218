import type { Page } from "@playwright/test";

import { expect, test } from "./fixtures";
import { expectAccessible, expectNarrow } from "./support/accessibility";

test.describe.configure({ timeout: 300_000 });
// What axe finds is in the message; recording its scripts would take longer than running them.
test.use({ trace: "off" });

test("every dialog is accessible, closes with Escape and gives the focus back", async ({
  page,
  delivery,
}) => {
  const { service, releases } = await delivery.service(
    "skerry",
    { version: "skerry one" },
    { version: "skerry two" },
  );
  for (const release of releases) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await delivery.deploy(service, release, "staging");
  }
  const path = `/services/${service.name}`;
  await delivery.write("/tokens", { name: `token of ${service.name}`, scopes: ["read"] });

  await page.goto(path);
  await opens(page, "Roll back staging");
  await opens(page, "Promote #2 from staging to production");
  await opens(page, "Deploy #2 to dev");
  await opens(page, "Build a release");
  await opens(page, "Search or run a command");
  await page.goto(`${path}/settings`);
  await opens(page, "Add a variable");
  await opens(page, `Archive ${service.name}…`);
  await page.goto("/settings/people");
  await opens(page, "Invite a person");
  await page.goto("/settings/tokens");
  await opens(page, "New token");
  await opens(page, `Revoke token of ${service.name}`);
  await page.goto("/settings/environments");
  await opens(page, "Add an environment");
  await opens(page, "Change production");
});

test("a dialog outlives the end of a text selection, and a secret every light dismissal", async ({
  page,
}) => {
  const name = `kept ${Date.now()}`;
  await page.goto("/settings/tokens");
  await page.getByRole("button", { name: "New token" }).click();
  const dialog = page.getByRole("dialog");
  const field = dialog.getByLabel("Name");
  await field.fill(name);
  const box = await field.boundingBox();
  if (!box) throw new Error("the field is on the screen");
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(5, 5);
  await page.mouse.up();
  await expect(field).toHaveValue(name);

  await dialog.getByRole("button", { name: "Create token" }).click();
  const secret = dialog.getByText(/^slp_/);
  await expect(secret).toBeFocused();
  await page.mouse.click(5, 5);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await expect(secret).toBeVisible();
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(dialog).toBeHidden();

  await page.getByRole("button", { name: `Revoke ${name}` }).click();
  await dialog.getByRole("button", { name: `Revoke ${name}` }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("heading", { name: "Tokens", level: 2 })).toBeFocused();
});

test("a refusal is said aloud and leads to the field that has to change", async ({ page }) => {
  await page.goto("/settings/people");
  await page.getByRole("button", { name: "Invite a person" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("Twin");
  await dialog.getByLabel("E-mail address").fill("admin@example.test");
  await dialog.getByRole("button", { name: "Invite", exact: true }).click();
  await expect(dialog.getByRole("alert")).toBeVisible();
  await expect(dialog.getByLabel("E-mail address")).toBeFocused();
});

async function opens(page: Page, buttonName: string) {
  const button = page.getByRole("button", { name: buttonName, exact: true });
  const dialog = page.getByRole("dialog");
  await button.click();
  await expect(dialog).toBeVisible();
  // A plan arrives a moment later; what is checked is the dialog a person reads.
  await expect(dialog.getByRole("status", { name: /working out|loading|reading/i })).toHaveCount(0);
  await expectAccessible(page, `the dialog of “${buttonName}”`);
  await expectNarrow(page, `the dialog of “${buttonName}”`);
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(button).toBeFocused();
}
