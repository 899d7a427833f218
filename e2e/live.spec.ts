import type { Locator } from "@playwright/test";

import { expect, test } from "./fixtures";
import { ask } from "./support/gateway";

test("the log of a deployment is followed and searched while it runs", async ({ page, delivery }) => {
  const { service, releases } = await delivery.service("buoy", {
    version: "buoy one",
    listensAfterMs: 4_000,
  });
  const [release] = releases;
  if (!release) throw new Error("a release was built");
  const id = await delivery.request(service, release, "dev");

  await page.goto(`/deployments/${id}`);
  const log = page.getByRole("log", { name: "Log of the deployment" });
  await expect(log).toContainText(/warming up, line \d/);
  const follow = page.getByRole("button", { name: "Follow" });
  await expect(follow).toHaveAttribute("aria-pressed", "true");
  await expect(log).toContainText("buoy one listens");

  // As the scrollbar does it: no wheel, no key, no finger.
  await page.setViewportSize({ width: 1_280, height: 420 });
  await expect(follow).toHaveAttribute("aria-pressed", "true");
  await log.evaluate((element) => {
    element.scrollTop -= 100;
  });
  await expect(follow).toHaveAttribute("aria-pressed", "false");
  await log.evaluate((element) => {
    element.scrollTop = element.scrollHeight;
  });
  await expect(follow).toHaveAttribute("aria-pressed", "true");
  await page.setViewportSize({ width: 1_280, height: 720 });

  await page.getByRole("searchbox", { name: "Search the log" }).fill("warming up, line 2");
  await expect(follow).toHaveAttribute("aria-pressed", "false");
  await expect(page.getByRole("status").filter({ hasText: /^1 of \d+$/ })).toBeVisible();
  await expect(log.locator("mark").first()).toHaveText("warming up, line 2");
  await page.getByRole("button", { name: "Next match" }).click();
  await expect(page.getByRole("status").filter({ hasText: /^2 of \d+$/ })).toBeVisible();
  await page.getByRole("searchbox", { name: "Search the log" }).fill("nothing says this");
  await expect(page.getByText("No match")).toBeVisible();

  await expect(page.getByText(/^Live in dev/)).toBeVisible({ timeout: 20_000 });
  await expect(follow).toBeHidden();
});

test("a second browser sees every change within a second, without reloading", async ({
  otherBrowser,
  delivery,
}) => {
  const { service, releases } = await delivery.service(
    "tide",
    { version: "tide one" },
    { version: "tide two" },
  );
  const [one, two] = releases;
  if (!one || !two) throw new Error("two releases were built");
  await delivery.deploy(service, one, "staging");
  const colleague = await otherBrowser();
  await colleague.goto(`/services/${service.name}`);
  await expect(colleague.getByText("Live", { exact: true }).first()).toBeVisible();

  const delaysMs: number[] = [];
  const seen = async (what: Locator) => {
    const fromMs = performance.now();
    await what.waitFor();
    delaysMs.push(performance.now() - fromMs);
  };
  const staging = colleague.getByRole("region", { name: "staging" });
  const newest = colleague.getByRole("region", { name: "Newest release" });
  const recent = colleague.getByRole("table", { name: "Recent deployments" });

  const third = await service.repository.commit("Say tide three", { "three.txt": "three" });
  await delivery.write(`/services/${service.id}/releases`, { ref: third });
  await seen(newest.getByRole("link", { name: /^#3/ }));
  const second = await delivery.request(service, two, "staging");
  await seen(recent.getByRole("row").nth(2));
  await delivery.end(second);
  await seen(staging.getByRole("link", { name: /^#2 / }));
  await delivery.write("/rollbacks", { serviceId: service.id, environment: "staging", reason: "To be seen" });
  await seen(recent.getByRole("row").filter({ hasText: "Rollback" }));
  await delivery.write(`/services/${service.id}/releases`, { ref: third });
  await seen(newest.getByRole("link", { name: /^#4/ }));

  const [, , medianMs = Number.POSITIVE_INFINITY] = delaysMs.toSorted((a, b) => a - b);
  test.info().annotations.push({ type: "delays in ms", description: delaysMs.map(Math.round).join(", ") });
  // One of them may meet a busy moment of the machine.
  expect(medianMs).toBeLessThan(1_000);
});

test.describe("when the live channel is refused", () => {
  test.use({ expectedComplaint: /status of (502|401)/ });

  test("the live channel outlives a bad gateway", async ({ page, delivery }) => {
    const { service, releases } = await delivery.service("fathom", { version: "fathom one" });
    const [release] = releases;
    if (!release) throw new Error("a release was built");
    let asked = 0;
    await page.route("**/api/events*", (route) => {
      asked += 1;
      return asked <= 3 ? route.fulfill({ status: 502 }) : route.continue();
    });
    await page.goto(`/deployments?service=${service.name}`);
    await expect(page.getByText("Reconnecting")).toBeVisible();
    await expect(page.getByText("Live", { exact: true })).toBeVisible();
    await delivery.request(service, release, "dev");
    await expect(page.getByRole("table", { name: "Deployments" })).toContainText(service.name);
  });

  test("a page whose session has ended leads to the sign-in by itself", async ({ page }) => {
    let status = 502;
    await page.route("**/api/events*", (route) => route.fulfill({ status }));
    await page.goto("/deployments");
    await expect(page.getByText("Reconnecting")).toBeVisible();
    await page.context().clearCookies();
    status = 401;
    await expect(page).toHaveURL(/\/sign-in/);
  });
});

test("canceling leaves the old release serving", async ({ page, delivery }) => {
  const { service, releases } = await delivery.service(
    "lock",
    { version: "lock one" },
    { version: "lock two", listensAfterMs: 30_000 },
  );
  const [one, two] = releases;
  if (!one || !two) throw new Error("two releases were built");
  const { url } = await delivery.deploy(service, one, "staging");
  const id = await delivery.request(service, two, "staging");

  await page.goto(`/deployments/${id}`);
  await expect(page.getByRole("log", { name: "Log of the deployment" })).toContainText(/warming up, line \d/);
  await page.getByRole("button", { name: "Cancel deployment to staging" }).click();
  await expect(page.getByText("Canceled", { exact: true })).toBeVisible();
  await expect(page.getByText(/#1 .* still serves\./)).toBeVisible();
  await expect(page.getByRole("button", { name: /^Deploy .* to staging again$/ })).toBeVisible();
  expect((await ask(url ?? "")).text).toContain("lock one in staging");
});
