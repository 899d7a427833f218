import type { Page } from "@playwright/test";

import { expect, nobody, test } from "./fixtures";
import { expectAccessible, expectNamed, expectNarrow } from "./support/accessibility";
import type { Delivery, JourneyService } from "./support/delivery";

test.describe.configure({ timeout: 150_000 });

test("every page has a name, fits a phone, and axe finds nothing in light and dark", async ({
  page,
  delivery,
}) => {
  const { paths } = await everythingOnce(delivery);
  for (const path of [
    "/",
    "/services",
    "/services/new",
    "/deployments",
    "/deployments?status=interrupted",
    "/environments",
    "/audit",
    "/settings/people",
    "/settings/roles",
    "/settings/environments",
    "/settings/tokens",
    "/settings/account",
    "/settings/about",
    ...paths,
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

test.describe("what fails", () => {
  test.use({ expectedComplaint: /status of 500|ERR_FAILED/ });

  test("a log that cannot be read says so, and can be asked for again", async ({ page, delivery }) => {
    const { deploymentId } = await everythingOnce(delivery);
    await page.route("**/log?**", (route) =>
      route.fulfill({ status: 500, json: { detail: "The disk is full." } }),
    );
    await page.goto(`/deployments/${deploymentId}`);
    await expect(page.getByText("The log could not be read.")).toBeVisible({ timeout: 30_000 });
    await checkPage(page, "a log that cannot be read");
    await page.unroute("**/log?**");
    await page.getByRole("button", { name: "Try again" }).click();
    await expect(page.getByRole("log")).toBeVisible();
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

async function checkPage(page: Page, what: string) {
  await expectNamed(page, what);
  await expectAccessible(page, what);
  await expectNarrow(page, what);
}

/** A service with something of everything: what serves, what failed, what was taken back, what can go on. */
async function everythingOnce(delivery: Delivery) {
  const { service, releases } = await delivery.service(
    "atoll",
    { version: "atoll one" },
    { version: "atoll two" },
    { version: "atoll three", lastWords: "a very long last word ".repeat(12) },
  );
  const [one, two, bad] = releases;
  if (!one || !two || !bad) throw new Error("three releases were built");
  await delivery.deploy(service, one, "staging");
  await delivery.deploy(service, two, "staging");
  await delivery.deploy(service, one, "production");
  const failed = await delivery.deploy(service, bad, "staging");
  const back = await delivery.write<{ deploymentId: string }>("/rollbacks", {
    serviceId: service.id,
    environment: "staging",
    reason: "Wrong behaviour",
  });
  const rolledBack = await delivery.end(back.deploymentId);
  return {
    service,
    deploymentId: rolledBack.id,
    paths: pathsOf(service, one.id, bad.id, [failed.id, rolledBack.id]),
  };
}

function pathsOf({ name }: JourneyService, releaseId: string, badReleaseId: string, deploymentIds: string[]) {
  const service = `/services/${name}`;
  return [
    service,
    `${service}/releases`,
    `${service}/releases/${releaseId}`,
    `${service}/releases/${badReleaseId}`,
    `${service}/settings`,
    ...deploymentIds.map((id) => `/deployments/${id}`),
    `/audit?text=${name}`,
  ];
}
