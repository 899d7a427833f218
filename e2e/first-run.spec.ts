import { expect, nobody, test } from "./fixtures";
import { choosePortal } from "./portal-under-test";
import { expectAccessible, expectNamed } from "./support/accessibility";
import { startPortal, type RunningPortal } from "./system/start-portal";

test.use(nobody);
test.setTimeout(150_000);

let portal: RunningPortal;
test.beforeAll(async () => {
  const nobodyYet = { SLIPWAY_ADMIN_EMAIL: "", SLIPWAY_ADMIN_PASSWORD: "", SLIPWAY_ADMIN_TOKEN: "" };
  portal = await startPortal(await choosePortal(), nobodyYet);
});
test.afterAll(() => portal.stop());

test("from the one-time link to the sample workspace, with two releases running", async ({
  page,
  otherBrowser,
}) => {
  await page.goto(portal.url);
  await expect(page).toHaveURL(/\/set-up$/);
  await expect(page.getByText("Open the one-time link that stands in the terminal")).toBeVisible();
  await expectAccessible(page, "set-up without its link");

  const link = /http\S+\/set-up\?token=\S+/.exec(portal.output())?.[0] ?? "";
  await page.goto(link);
  await expectNamed(page, "set-up");
  await expectAccessible(page, "set-up");
  await page.getByLabel("Name").fill("Ada Harbour");
  await page.getByLabel("E-mail address").fill("ada@example.test");
  await page.getByLabel("Password").fill("password12");
  await page.getByRole("button", { name: "Create administrator" }).click();
  await expect(page.getByText("This password is one of the first that people try.")).toBeVisible();
  await page.getByLabel("Password").fill("seven quiet lighthouses");
  await page.getByRole("button", { name: "Create administrator" }).click();

  await expect(page.getByRole("heading", { level: 1, name: "Nothing runs yet" })).toBeVisible();
  const stranger = await otherBrowser(nobody);
  await stranger.goto(link);
  await expect(stranger).toHaveURL(/\/sign-in$/);
  await expect(page.getByRole("link", { name: "Add your service" })).toBeVisible();
  const load = page.getByRole("button", { name: "Load the sample workspace" });
  await expect(load).toBeEnabled();
  await expectAccessible(page, "empty home");
  for (const path of ["/services", "/deployments", "/environments", "/settings/tokens"]) {
    // oxlint-disable-next-line no-await-in-loop -- one page at a time
    await page.goto(`${portal.url}${path}`);
    // oxlint-disable-next-line no-await-in-loop
    await expectNamed(page, `empty ${path}`);
    // oxlint-disable-next-line no-await-in-loop
    await expectAccessible(page, `empty ${path}`);
  }

  // Ten seconds of watching per deployment would be a minute of this journey.
  await page.goto(`${portal.url}/settings/environments`);
  for (const environment of ["dev", "staging", "production"]) {
    const dialog = page.getByRole("dialog");
    // oxlint-disable-next-line no-await-in-loop -- one dialog at a time
    await page.getByRole("button", { name: `Change ${environment}` }).click();
    // oxlint-disable-next-line no-await-in-loop
    await dialog.getByLabel("Settle", { exact: true }).fill("1");
    // oxlint-disable-next-line no-await-in-loop
    await dialog.getByRole("button", { name: `Change ${environment}` }).click();
    // oxlint-disable-next-line no-await-in-loop
    await expect(dialog).toBeHidden();
  }

  await page.goto(portal.url);
  await load.click();
  await expect(page).toHaveURL(/\/services$/);
  const services = page.getByRole("table", { name: "Services" }).getByRole("row");
  await expect(services).toHaveCount(3);
  await page.goto(portal.url);
  const shipped = page.getByRole("table", { name: "What shipped" }).getByRole("row");
  // Two services: the first release everywhere, the second one up to staging.
  await expect(shipped).toHaveCount(11, { timeout: 90_000 });

  await page.goto(`${portal.url}/environments`);
  await page.getByRole("button", { name: "Promote tidewatch #2 from staging to production" }).click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /^Promote .* to production$/ })
    .click();
  await page.getByRole("link", { name: "tidewatch" }).click({ position: { x: 40, y: 20 } });
  const production = page.getByRole("region", { name: "production" });
  await expect(production.getByRole("link", { name: /^#2 / })).toBeVisible({ timeout: 20_000 });
  const address = (await production.getByRole("link", { name: /localhost/ }).getAttribute("href")) ?? "";
  const tab = await page.context().newPage();
  await tab.goto(address);
  await expect(tab.getByRole("heading").first()).toBeVisible();
});
