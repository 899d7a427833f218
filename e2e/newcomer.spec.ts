import type { Page } from "@playwright/test";

import { expect, test } from "./fixtures";
import { uniqueName } from "./support/delivery";
import { ask } from "./support/gateway";

test("a person adds a service, corrects what was found, and takes it to production", async ({
  page,
  delivery,
}) => {
  const repository = await delivery.repository({ version: "harbour one", listensAfterMs: 300 });
  const name = uniqueName("harbour");

  await page.goto("/services/new");
  await page.getByLabel("Local path or git URL").fill(repository.folder);
  await page.getByRole("button", { name: "Look", exact: true }).click();
  await expect(page.getByText("A service that runs as a process.")).toBeVisible();
  await expect(page.getByRole("listitem").filter({ hasText: "start" }).first()).toBeVisible();

  await page.getByText("Correct it").click();
  await page.getByLabel("Health path").fill("/healthz");
  await page.getByLabel("Name").fill(name);
  await page.getByRole("button", { name: `Add ${name} and build it` }).click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  const { id } = await delivery.read<{ id: string }>(`/services/${name}`);
  delivery.adopt({ id, name, repository });

  await page.getByRole("region", { name: "Newest release" }).getByRole("link", { name: /#1/ }).click();
  await expect(page.getByRole("log", { name: "Log of the build" })).toBeVisible();
  await expect(page.getByRole("heading", { level: 2, name: /#1/ })).toBeVisible();
  await expect(page.getByText("Ready", { exact: true })).toBeVisible();

  await page.getByRole("link", { name: "Overview" }).click();
  await page.getByRole("button", { name: "Deploy #1 to dev" }).click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /^Deploy .* to dev$/ })
    .click();
  await isLive(page, "dev");

  for (const [from, to] of [
    ["dev", "staging"],
    ["staging", "production"],
  ]) {
    await page.getByRole("button", { name: `Promote #1 from ${from} to ${to}` }).click();
    const dialog = page.getByRole("dialog");
    await expect(dialog.getByText("What will happen")).toBeVisible();
    await dialog.getByRole("button", { name: new RegExp(`^Promote .* to ${to}$`) }).click();
    await isLive(page, to ?? "");
  }

  const production = page.getByRole("region", { name: "production" });
  const address = await production.getByRole("link", { name: /localhost/ }).getAttribute("href");
  const tab = await page.context().newPage();
  await tab.goto(address ?? "");
  await expect(tab.getByRole("heading", { name: "harbour one in production" })).toBeVisible();
  const { id: releaseId } =
    (await delivery.read<{ items: { id: string }[] }>(`/services/${id}/releases`)).items[0] ?? {};
  expect((await ask(address ?? "")).release).toBe(releaseId);
});

/** The environment's card shows the release and that it is well. */
async function isLive(page: Page, environment: string) {
  const card = page.getByRole("region", { name: environment });
  await expect(card.getByText("Healthy")).toBeVisible({ timeout: 30_000 });
  await expect(card.getByRole("link", { name: /#1/ })).toBeVisible();
}
