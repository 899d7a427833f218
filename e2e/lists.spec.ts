import { readFile } from "node:fs/promises";

import { expect, test } from "./fixtures";

test("the filters of the history live in the URL: reload, a shared link and Back show the same rows", async ({
  page,
  otherBrowser,
  delivery,
}) => {
  const { service, releases } = await delivery.service(
    "reef",
    { version: "reef one" },
    { version: "reef two", lastWords: "out of rope" },
  );
  const [good, bad] = releases;
  if (!good || !bad) throw new Error("two releases were built");
  await delivery.deploy(service, good, "staging");
  await delivery.deploy(service, bad, "staging");

  await page.goto("/deployments");
  await page.getByRole("combobox", { name: "Service" }).fill(service.name);
  await page.keyboard.press("Enter");
  const rows = page.getByRole("table", { name: "Deployments" }).getByRole("row");
  await expect(rows).toHaveCount(3);
  await page.getByRole("button", { name: "Failed" }).click();
  await expect(rows).toHaveCount(2);
  await expect(rows.nth(1)).toContainText("Failed");
  await expect(page).toHaveURL(/status=failed/);

  await page.reload();
  await expect(rows).toHaveCount(2);
  await expect(page.getByRole("button", { name: "Failed" })).toHaveAttribute("aria-pressed", "true");
  const colleague = await otherBrowser();
  await colleague.goto(page.url());
  await expect(colleague.getByRole("table", { name: "Deployments" }).getByRole("row")).toHaveCount(2);

  await page.getByLabel("Environment").selectOption("production");
  await expect(page.getByText("No deployment matches these filters.")).toBeVisible();
  await page.goBack();
  await expect(rows).toHaveCount(2);
  await rows.nth(1).getByRole("link").click();
  await expect(page.getByRole("region", { name: "What went wrong" })).toBeVisible();
  await page.goBack();
  await expect(rows).toHaveCount(2);
  await page.getByRole("button", { name: "Clear all" }).click();
  await expect(page).toHaveURL(/\/deployments$/);
});

test("the history stands still under the pointer and says that there is more", async ({ page, delivery }) => {
  const { service, releases } = await delivery.service(
    "sill",
    { version: "sill one" },
    { version: "sill two" },
  );
  const [one, two] = releases;
  if (!one || !two) throw new Error("two releases were built");
  await delivery.deploy(service, one, "dev");

  await page.goto(`/deployments?service=${service.name}`);
  const rows = page.getByRole("table", { name: "Deployments" }).getByRole("row");
  await expect(rows).toHaveCount(2);
  await rows.nth(1).hover();
  const id = await delivery.request(service, two, "dev");
  const pill = page.getByRole("button", { name: "1 new" });
  await expect(pill).toBeVisible();
  await expect(rows).toHaveCount(2);
  await pill.click();
  await expect(rows).toHaveCount(3);
  await expect(rows.nth(1)).toContainText("#2");

  await delivery.end(id);
  await page.mouse.move(0, 0);
  await delivery.request(service, one, "dev");
  await expect(rows).toHaveCount(4);
});

test("the matrix of environments finds a service and promotes it from there", async ({ page, delivery }) => {
  const { service, releases } = await delivery.service("wharf", { version: "wharf one" });
  const [release] = releases;
  if (!release) throw new Error("a release was built");
  await delivery.deploy(service, release, "staging");

  await page.goto("/environments");
  await page.getByRole("searchbox", { name: "Search services" }).fill(service.name);
  const matrix = page.getByRole("table", { name: "Services by environments" });
  const row = matrix.getByRole("row").filter({ hasText: service.name });
  await expect(matrix.getByRole("row")).toHaveCount(2);
  await expect(page).toHaveURL(new RegExp(`search=${service.name}`));
  await row.getByRole("button", { name: `Promote ${service.name} #1 from staging to production` }).click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /^Promote .* to production$/ })
    .click();
  await expect(row.getByRole("button", { name: `Roll back ${service.name} in production` })).toBeVisible({
    timeout: 20_000,
  });
  // The link covers its row; a person clicks on the name.
  await row.getByRole("link", { name: service.name }).click({ position: { x: 40, y: 20 } });
  await expect(page.getByRole("heading", { level: 1, name: service.name })).toBeVisible();
});

test("the audit trail filters, unfolds and leaves as CSV", async ({ page, delivery }) => {
  const { service, releases } = await delivery.service("mole", { version: "mole one" });
  const [release] = releases;
  if (!release) throw new Error("a release was built");
  await delivery.deploy(service, release, "staging");

  await page.goto("/audit");
  await page.getByRole("searchbox").fill(service.name);
  const entries = page
    .getByRole("list", { name: "Audit trail" })
    .getByRole("listitem")
    .filter({ hasText: service.name });
  await expect(page).toHaveURL(new RegExp(`text=${service.name}`));
  await expect(entries.filter({ hasText: "service.create" })).toHaveCount(1);
  await expect(entries.filter({ hasText: "deployment.create" })).toHaveCount(1);
  await page.getByLabel("Changes to").selectOption("Deployments, approvals");
  await expect(entries).toHaveCount(1);
  await entries.first().getByText("deployment.create").first().click();
  await expect(
    entries.first().getByText("Circumstances").or(entries.first().getByText("Request")).first(),
  ).toBeVisible();

  const downloaded = page.waitForEvent("download");
  await page.getByRole("link", { name: "Export CSV" }).click();
  const file = await downloaded;
  const lines = (await readFile(await file.path(), "utf8")).trim().split("\n");
  expect(lines).toHaveLength(2);
  expect(lines[1]).toContain("deployment.create");
});

test.describe("far from UTC", () => {
  test.use({ timezoneId: "Pacific/Auckland" });

  test("days are those of the zone in which times are shown, in the history as in the audit trail", async ({
    page,
  }) => {
    await page.goto("/deployments");
    await page.getByLabel("When").selectOption("days");
    const from = page.getByLabel("From");
    await from.fill("2026-03-02");
    await expect(page).not.toHaveURL(/from=/);
    await from.press("Enter");
    await expect(page).toHaveURL(/from=2026-03-01T11:00:00/);
    await expect(from).toBeFocused();
    await expect(from).toHaveValue("2026-03-02");

    await page.goto("/audit?from=2026-03-01T11:00:00.000Z");
    await expect(page.getByLabel("From")).toHaveValue("2026-03-02");
    await page.getByLabel("To", { exact: true }).fill("0002-03-02");
    await page.getByLabel("To", { exact: true }).press("Enter");
    await expect(page.getByLabel("To", { exact: true })).toHaveValue("");
    await page.context().addCookies([{ name: "time", value: "utc", url: page.url() }]);
    await page.reload();
    await expect(page.getByLabel("From")).toHaveValue("2026-03-01");
  });
});
