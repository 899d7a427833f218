import { expect, test } from "./fixtures";
import { ask } from "./support/gateway";
import { tellingSource } from "./support/telling-source";

test("a release that fails after its promotion is found by its error, taken back, and mended in the next one", async ({
  page,
  delivery,
}) => {
  const { service, releases } = await delivery.service(
    "orders",
    { version: "orders one", files: tellingSource({ fails: false }) },
    { version: "orders two", files: tellingSource({ fails: true }) },
  );
  const [one, two] = releases;
  if (!one || !two) throw new Error("two releases were built");
  const { url } = await delivery.deploy(service, one, "production");
  await delivery.deploy(service, two, "staging");
  const promotion = await delivery.write<{ id: string }>("/promotions", {
    serviceId: service.id,
    from: "staging",
    to: "production",
  });
  await delivery.end(promotion.id);
  const orders = async () => {
    const answers = await Promise.all(
      [41, 42, 43].map((id) => ask(new URL(`/orders/${id}`, url ?? "").href)),
    );
    return answers.map(({ status }) => status);
  };
  expect(await orders()).toEqual([500, 500, 500]);

  // Its page says that something is wrong, and which release it is of.
  await page.goto(`/services/${service.name}`);

  const issue = page
    .getByRole("table", { name: "Error issues" })
    .getByRole("row")
    .filter({ hasText: "TypeError" });
  await expect(issue).toContainText("#2");
  await page.getByRole("link", { name: "Operations", exact: true }).first().click();
  await expect(page.getByRole("row").filter({ hasText: "GET /orders/{id}" })).toBeVisible();
  await page.goBack();

  // The error has its stack, and the trace that it was in.
  await issue.getByRole("link").click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("reading 'total'");
  await expect(page.getByText("priceOf", { exact: false }).first()).toBeVisible();
  const issuePage = page.url();
  await page.getByRole("main").locator("a[href^='/traces/']").first().click();
  await expect(page).toHaveURL(/\/traces\/[0-9a-f]{32}/);
  await expect(page.getByText("GET /orders/:id").first()).toBeVisible();

  // It goes back, and the error ends.
  await page.goto(`/services/${service.name}`);
  const production = page.getByRole("region", { name: "production" });
  await production.getByRole("button", { name: "Roll back production" }).click();
  const dialog = page.getByRole("dialog", { name: `Roll back ${service.name} in production` });
  await dialog.getByRole("button", { name: "Wrong behaviour" }).click();
  await dialog.getByRole("button", { name: /^Roll production back to #1/ }).click();
  await expect(dialog).toBeHidden();
  await expect(production.getByRole("link", { name: /^#1 / })).toBeVisible();
  await expect.poll(orders).toEqual([200, 200, 200]);

  // It is mended in the next release, which serves without it: the issue stays resolved.
  await page.goto(issuePage);
  await page.getByRole("button", { name: "Resolve in the next release" }).click();
  await expect(page.getByText("Resolved", { exact: true })).toBeVisible();
  const commit = await service.repository.commit("Price every order", {
    ...tellingSource({ fails: false }),
    "CHANGES.md": "An order without lines has a price.\n",
  });
  const three = await delivery.build(service, commit);
  await delivery.deploy(service, three, "production");
  expect(await orders()).toEqual([200, 200, 200]);
  await page.goto(`/errors?service=${service.name}`);
  await expect(page.getByRole("table", { name: "Error issues" })).toHaveCount(0);
  await page.goto(issuePage);
  await expect(page.getByText("Resolved", { exact: true })).toBeVisible();
});
