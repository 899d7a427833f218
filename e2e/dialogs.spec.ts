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
