import { expect, nobody, test } from "./fixtures";
import { checkPage } from "./support/accessibility";

test.describe.configure({ timeout: 300_000 });
// What axe finds is in the message; recording its scripts would take longer than running them.
test.use({ trace: "off" });

test("every page of the portal has a name, fits a phone, and axe finds nothing in light and dark", async ({
  page,
}) => {
  for (const path of [
    "/",
    "/services",
    "/services/new",
    "/deployments",
    "/deployments?status=interrupted",
    "/environments",
    "/dora",
    "/explore",
    "/dashboards",
    "/dashboards/services",
    "/traces",
    "/map",
    "/inbox",
    "/audit",
    "/sets",
    "/sets/new",
    "/settings/people",
    "/settings/teams",
    "/settings/roles",
    "/settings/environments",
    "/settings/pipeline",
    "/settings/pipeline/edit",
    "/settings/freezes",
    "/settings/tokens",
    "/settings/notifications",
    "/settings/account",
    "/settings/about",
  ]) {
    // oxlint-disable-next-line no-await-in-loop -- one page at a time
    await page.goto(path);
    // oxlint-disable-next-line no-await-in-loop
    await checkPage(page, path);
  }
});

test.describe("what is not there", () => {
  test.use({ expectedComplaint: /status of 404/ });

  test("an address without a page, and what does not exist, say so inside the portal", async ({ page }) => {
    for (const path of [
      "/nowhere",
      "/services/nothing-like-it",
      "/deployments/dep_00000000000000000000000000",
    ]) {
      // oxlint-disable-next-line no-await-in-loop -- one page at a time
      await page.goto(path);
      // oxlint-disable-next-line no-await-in-loop
      await expect(page.getByText("There is nothing at this address.")).toBeVisible();
      // oxlint-disable-next-line no-await-in-loop
      await checkPage(page, path);
    }
  });
});

test.describe("before the sign-in", () => {
  test.use(nobody);

  test("the entrance is accessible, with its refusal and with a link that is over", async ({ page }) => {
    await page.goto("/sign-in");
    await checkPage(page, "sign-in");
    await page.getByLabel("E-mail address").fill("nobody@example.test");
    await page.getByLabel("Password").fill("not a password of anybody");
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(page.getByRole("alert").filter({ hasText: /./ })).toBeVisible();
    await checkPage(page, "sign-in refused");
    await page.goto("/invitation?token=over");
    await checkPage(page, "a link that is over");
  });
});
