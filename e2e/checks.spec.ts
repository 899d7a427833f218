import { expect, test } from "./fixtures";
import { ask } from "./support/gateway";

const checks = (text: string) => `checks:
  - name: front page
    http:
      url: /
      expect: [{ body: true, contains: ${JSON.stringify(text)} }]
`;

test("a release whose smoke check fails gets no traffic, and the reason stands first", async ({
  page,
  delivery,
}) => {
  const { service, releases } = await delivery.service(
    "buoy",
    { version: "buoy one", configuration: checks("buoy one") },
    { version: "buoy two", configuration: checks("buoy three") },
  );
  const [good, bad] = releases;
  if (!good || !bad) throw new Error("two releases were built");
  await delivery.hasteIn("staging");
  const { url } = await delivery.deploy(service, good, "staging");
  const failed = await delivery.deploy(service, bad, "staging");
  expect(failed).toMatchObject({ status: "failed", failure: { code: "check_failed" } });
  expect((await ask(url ?? "")).text).toContain("buoy one in staging");

  await page.goto(`/deployments/${failed.id}`);
  const reason = page.getByRole("region", { name: "What went wrong" });
  await expect(reason.getByRole("heading")).toContainText(
    'The check "front page" failed: expected body contains "buoy three"',
  );
  await expect(page.getByText(/#1 .* still serves\./)).toBeVisible();
  await page.getByRole("list", { name: "Phases" }).getByRole("link", { name: "1 check" }).click();
  await expect(page.getByRole("heading", { name: "Checks in staging" })).toBeVisible();
  const result = page.getByRole("list", { name: "Results" }).getByRole("listitem");
  await expect(result).toContainText("Failed");
  await expect(result).toContainText("buoy two in staging");
  await expect(result.getByText(/^\$ curl -sS -i/)).toBeVisible();
});

test("checks run on demand, and one is added in the portal", async ({ page, delivery }) => {
  const { service, releases } = await delivery.service("skerry", {
    version: "skerry one",
    configuration: checks("skerry one"),
  });
  const [release] = releases;
  if (!release) throw new Error("a release was built");
  await delivery.hasteIn("staging");
  await delivery.deploy(service, release, "staging");

  await page.goto(`/services/${service.name}`);
  await page.getByRole("link", { name: "Checks", exact: true }).click();
  const table = page.getByRole("table", { name: "Checks" });
  await expect(table.getByRole("row").filter({ hasText: "front page" })).toContainText("Passed");

  await page.getByRole("button", { name: "Add a check" }).click();
  const dialog = page.getByRole("dialog", { name: "Add a check" });
  await dialog.getByLabel("Check").fill("name: no such page\nhttp: { url: nowhere }");
  await dialog.getByRole("button", { name: "Add the check" }).click();
  await expect(dialog.getByText(/http\.url: must be a path/)).toBeVisible();
  await dialog.getByLabel("Check").fill("name: health\nwhen: []\nhttp: { url: /healthz, status: 204 }");
  await dialog.getByRole("button", { name: "Add the check" }).click();
  await expect(dialog).toBeHidden();
  await expect(table.getByRole("button", { name: "Change health" })).toBeVisible();

  await table.getByRole("button", { name: "Run front page in staging" }).click();
  await expect(page.getByRole("heading", { name: "front page in staging" })).toBeVisible();
  await expect(page.getByText("1 passed")).toBeVisible();
  await page.getByRole("link", { name: "Checks", exact: true }).click();

  await page.getByRole("button", { name: "Run in staging" }).click();
  await expect(page.getByRole("heading", { name: "Checks in staging" })).toBeVisible();
  const results = page.getByRole("list", { name: "Results" });
  await expect(results.getByRole("listitem").filter({ hasText: "health" })).toContainText("status 200");
  await expect(page.getByText("1 failed, 1 passed")).toBeVisible();
});
