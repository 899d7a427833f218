import { expect, test } from "./fixtures";
import { ask } from "./support/gateway";

test("a broken release is stopped by itself, and the reason stands first", async ({ page, delivery }) => {
  const lastWords = "cannot read the tide table";
  const { service, releases } = await delivery.service(
    "quay",
    { version: "quay one" },
    { version: "quay two", lastWords },
  );
  const [good, bad] = releases;
  if (!good || !bad) throw new Error("two releases were built");
  const { url } = await delivery.deploy(service, good, "staging");

  await page.goto(`/services/${service.name}`);
  await page.getByRole("button", { name: "Deploy #2", exact: true }).click();
  await page.getByRole("menuitem", { name: "staging" }).click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /^Deploy .* to staging$/ })
    .click();
  const staging = page.getByRole("region", { name: "staging" });
  await expect(staging.getByText("Failed", { exact: false })).toBeVisible({ timeout: 20_000 });
  await expect(staging.getByRole("link", { name: /^#1 / })).toBeVisible();

  await staging.getByRole("link", { name: "See what happened" }).click();
  const reason = page.getByRole("region", { name: "What went wrong" });
  await expect(reason.getByRole("heading")).toContainText(/ended|exited/);
  await expect(reason).toContainText(lastWords);
  await expect(page.getByText(/#1 .* still serves\./)).toBeVisible();
  expect((await ask(url ?? "")).text).toContain("quay one in staging");

  await page.goto("/");
  const attention = page.getByRole("list", { name: "What needs somebody" });
  const item = attention.getByRole("listitem").filter({ hasText: service.name });
  await expect(item).toContainText("staging");
  await item.getByRole("link").click();
  await expect(reason).toBeVisible();
});
