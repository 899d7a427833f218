import type { Page } from "@playwright/test";

import { expect, nobody, test } from "./fixtures";

test.describe("what a role may not do, the page says", () => {
  // A refused page still has to load; the browser notes its status on the console.
  test.use({ expectedComplaint: /status of 403/ });

  test("a viewer sees everything and can change nothing", async ({
    delivery,
    personWith,
    otherBrowser,
    portal,
  }) => {
    const { service, releases } = await delivery.service("reed", { version: "reed one" });
    const [release] = releases;
    if (!release) throw new Error("a release was built");
    await delivery.deploy(service, release, "staging");
    const viewer = await personWith("viewer");
    const page = await otherBrowser(viewer);

    await page.goto(`/services/${service.name}`);
    await expect(page.getByRole("button", { name: "Build a release" })).toBeDisabled();
    await expect(page.getByText("Developers may build releases.")).toBeVisible();
    await expect(page.getByRole("button", { name: "Deploy #1 to dev" })).toBeDisabled();
    await expect(page.getByText("Developers may deploy to dev.")).toBeVisible();

    await expect(page.getByRole("button", { name: "Roll back staging" })).toBeDisabled();
    await expect(page.getByRole("button", { name: "Promote #1 from staging to production" })).toBeDisabled();
    await expect(page.getByText("Operators may deploy to production.")).toBeVisible();

    // A link that was passed on still opens the review, which says who may.
    await page.goto(`/services/${service.name}?promote=production`);
    const promotion = page.getByRole("dialog", { name: new RegExp(`^Promote ${service.name}`) });
    await expect(promotion.getByText(/Only operators may deploy to production/)).toBeVisible();
    await expect(promotion.getByRole("button", { name: /^Promote .* to production$/ })).toBeDisabled();
    await page.keyboard.press("Escape");

    await page.goto("/services/new");
    await expect(page.getByText("You may not add a service.")).toBeVisible();
    await page.goto("/audit");
    await expect(page.getByText("You may not read the audit trail.")).toBeVisible();
    await page.goto("/settings/people");
    await expect(page.getByRole("button", { name: "Invite" })).toBeHidden();
    await page.goto("/settings/environments");
    await expect(page.getByText("Administrators may change environments.")).toBeVisible();

    const asked = await page.request.get(`${portal.url}/api/v1/audit`);
    expect(asked.status()).toBe(403);
    expect((await asked.json()).detail).toContain("operator");
  });

  const ship = (page: Page) =>
    page.getByRole("dialog").getByRole("button", { name: /^Promote .* to production$/ });

  test("a developer stops before production, an operator does not", async ({
    delivery,
    personWith,
    otherBrowser,
  }) => {
    const { service, releases } = await delivery.service("kelp", { version: "kelp one" });
    const [release] = releases;
    if (!release) throw new Error("a release was built");
    await delivery.deploy(service, release, "staging");

    const developer = await otherBrowser(await personWith("developer"));
    await developer.goto(`/services/${service.name}`);
    await expect(developer.getByRole("button", { name: "Deploy #1 to dev" })).toBeEnabled();
    await expect(
      developer.getByRole("button", { name: "Promote #1 from staging to production" }),
    ).toBeDisabled();
    await developer.goto(`/services/${service.name}?promote=production`);
    await expect(developer.getByText(/Only operators may deploy to production/)).toBeVisible();
    await expect(ship(developer)).toBeDisabled();

    const operator = await otherBrowser(await personWith("operator"));
    await operator.goto(`/services/${service.name}?promote=production`);
    await ship(operator).click();
    const production = operator.getByRole("region", { name: "production" });
    await expect(production.getByRole("link", { name: /^#1 / })).toBeVisible({ timeout: 20_000 });
    await expect(production).toContainText("operator");
  });
});

test("the token API holds a token to its role and its scopes", async ({
  api,
  delivery,
  playwright,
  portal,
}) => {
  const { service, releases } = await delivery.service("oar", { version: "oar one" });
  const request = { serviceId: service.id, releaseId: releases[0]?.id, environment: "production" };
  for (const [role, scopes, detail] of [
    ["developer", ["deployments:write"], /Only operators may deploy to production/],
    ["operator", ["read"], /lacks the scope deployments:write|Only operators/],
  ] as const) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    const { token } = await (
      await api.post("/api/v1/tokens", { data: { name: "narrow", role, scopes } })
    ).json();
    // oxlint-disable-next-line no-await-in-loop
    const narrow = await playwright.request.newContext({
      baseURL: portal.url,
      extraHTTPHeaders: { authorization: `Bearer ${token}` },
      storageState: nobody.storageState,
    });
    // oxlint-disable-next-line no-await-in-loop
    const answer = await narrow.post("/api/v1/deployments", { data: request });
    expect(answer.status()).toBe(403);
    // oxlint-disable-next-line no-await-in-loop
    expect((await answer.json()).detail).toMatch(detail);
    // oxlint-disable-next-line no-await-in-loop
    await narrow.dispose();
  }
});
