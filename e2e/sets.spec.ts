import { expect, test } from "./fixtures";
import { expectAccessible, expectNarrow } from "./support/accessibility";

test("two services go to staging together, what is needed first, and come back in reverse", async ({
  page,
  api,
  delivery,
}) => {
  const [ledger, billing] = await Promise.all(
    ["ledger", "billing"].map((base) =>
      delivery.service(base, { version: `${base} one` }, { version: `${base} two` }),
    ),
  );
  if (!ledger || !billing) throw new Error("two services were made");
  const needed = ledger.service.name;
  const needing = billing.service.name;
  const response = await api.put(`/api/v1/services/${billing.service.id}/dependencies`, {
    data: { dependsOn: [needed] },
  });
  expect(response.ok(), await response.text()).toBe(true);
  await Promise.all(
    [ledger, billing].map(async ({ service, releases: [one, two] }) => {
      if (!one || !two) throw new Error("two releases were built");
      await delivery.deploy(service, one, "staging");
      await delivery.deploy(service, two, "dev");
    }),
  );

  await test.step("the waves are shown before anything happens", async () => {
    await page.goto("/sets/new?from=dev&to=staging");
    // Other journeys have services that could go as well.
    const all = page.getByLabel("Service", { exact: true });
    await all.check();
    await all.uncheck();
    await page.getByLabel(needed).check();
    await page.getByLabel(needing).check();
    await expect(page.getByRole("article", { name: "Wave 1" })).toContainText(needed);
    await expect(page.getByRole("article", { name: "Wave 2" })).toContainText(needing);
    await page.getByLabel("Why").fill("The new ledger and who reads it");
    await expectAccessible(page, "the review of a release set");
    await page.getByRole("button", { name: "Promote 2 services to staging" }).click();
  });

  await test.step("the set is followed until everything serves", async () => {
    await expect(page.getByRole("heading", { level: 1, name: "2 services to staging" })).toBeVisible();
    await expect(page.getByText("Everything was promoted to staging.")).toBeVisible();
    await expect(page.getByRole("table", { name: "Wave 1 of 2" })).toContainText(needed);
    await expect(page.getByRole("table", { name: "Wave 2 of 2" })).toContainText(needing);
    await expectAccessible(page, "a release set that ended");
    await expectNarrow(page, "a release set that ended");
  });

  await test.step("both go back to what served before, the one that needs the other first", async () => {
    await page.getByRole("button", { name: "Roll back…" }).click();
    const dialog = page.getByRole("dialog", { name: "Roll back 2 services in staging" });
    await expect(dialog.getByRole("list", { name: "What goes back" })).toContainText(
      new RegExp(`${needing}.*to #1.*${needed}.*to #1`),
    );
    await dialog.getByRole("button", { name: "As a precaution" }).click();
    await dialog.getByRole("button", { name: "Roll back 2 services in staging" }).click();
    await expect(
      page.getByRole("heading", { level: 1, name: "Rollback of 2 services in staging" }),
    ).toBeVisible();
    await expect(page.getByText("Everything serves in staging again as before.")).toBeVisible();
    await expect(page.getByRole("table", { name: "Wave 1 of 2" })).toContainText(needing);
    await page.getByRole("link", { name: "What it takes back" }).click();
    await expect(page.getByRole("link", { name: "The rollback" })).toBeVisible();
  });

  await test.step("the list of sets has both", async () => {
    await page.goto("/sets");
    await expect(page.getByRole("link", { name: "Rollback of 2 services in staging" }).first()).toBeVisible();
    await expect(
      page.getByRole("link", { name: "2 services to staging", exact: true }).first(),
    ).toBeVisible();
  });
});
