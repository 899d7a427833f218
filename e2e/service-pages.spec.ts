import { expect, test } from "./fixtures";
import { checkPage } from "./support/accessibility";
import type { Delivery, JourneyService } from "./support/delivery";

test.describe.configure({ timeout: 300_000 });
// What axe finds is in the message; recording its scripts would take longer than running them.
test.use({ trace: "off" });

test("every page of a service has a name, fits a phone, and axe finds nothing in light and dark", async ({
  page,
  delivery,
}) => {
  for (const path of await everythingOnce(delivery)) {
    // oxlint-disable-next-line no-await-in-loop -- one page at a time
    await page.goto(path);
    // oxlint-disable-next-line no-await-in-loop
    await checkPage(page, path);
  }
});

test.describe("what fails", () => {
  test.use({ expectedComplaint: /status of 500|ERR_FAILED/ });

  test("a log that cannot be read says so, and can be asked for again", async ({ page, delivery }) => {
    const { service, releases } = await delivery.service("shoal", { version: "shoal one" });
    const [release] = releases;
    if (!release) throw new Error("a release was built");
    const { id } = await delivery.deploy(service, release, "staging");
    await page.route("**/log?**", (route) =>
      route.fulfill({ status: 500, json: { detail: "The disk is full." } }),
    );
    await page.goto(`/deployments/${id}`);
    await expect(page.getByText("The log could not be read.")).toBeVisible({ timeout: 30_000 });
    await checkPage(page, "a log that cannot be read");
    await page.unroute("**/log?**");
    await page.getByRole("button", { name: "Try again" }).click();
    await expect(page.getByRole("log")).toBeVisible();
  });
});

/** The pages of a service with something of everything: what serves, what failed, what was taken back, what can go on. */
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
  return pathsOf(service, one.id, bad.id, [failed.id, rolledBack.id]);
}

function pathsOf({ name }: JourneyService, releaseId: string, badReleaseId: string, deploymentIds: string[]) {
  const service = `/services/${name}`;
  return [
    service,
    `${service}/operations`,
    `${service}/traces`,
    `${service}/monitors`,
    `${service}/logs`,
    `${service}/releases`,
    `${service}/releases/${releaseId}`,
    `${service}/releases/${badReleaseId}`,
    `${service}/configuration`,
    `${service}/settings`,
    ...deploymentIds.map((id) => `/deployments/${id}`),
    `/audit?text=${name}`,
  ];
}
