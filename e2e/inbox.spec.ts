import { expect, test } from "./fixtures";

test("a deployment that fails rings the bell of whoever asked for it, and leads to what went wrong", async ({
  page,
  delivery,
}) => {
  const { service, releases } = await delivery.service(
    "mole",
    { version: "mole one" },
    { version: "mole two", lastWords: "cannot read the depth" },
  );
  const [good, bad] = releases;
  if (!good || !bad) throw new Error("two releases were built");
  await delivery.deploy(service, good, "dev");

  await page.goto(`/services/${service.name}`);
  await page.getByRole("button", { name: "Deploy #2", exact: true }).click();
  await page.getByRole("menuitem", { name: "dev" }).click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /^Deploy .* to dev$/ })
    .click();

  // Nobody reloads: the bell is live.
  const bell = page.getByRole("link", { name: /^Inbox, \d+\+? unread$/ });
  await expect(bell).toBeVisible({ timeout: 30_000 });
  await bell.click();
  const message = page
    .getByRole("list", { name: "Messages" })
    .getByRole("listitem")
    .filter({ hasText: `${service.name} #2 failed in dev` });
  await message.getByRole("link", { name: /failed in dev$/ }).click();
  await expect(page.getByRole("region", { name: "What went wrong" })).toContainText("cannot read the depth");

  await page.goto("/inbox?state=unread");
  await expect(message).toHaveCount(0);
});
