import { expect, test } from "./fixtures";
import { ask } from "./support/gateway";

test("a variable reaches the process, and its value is never seen again", async ({ page, delivery, api }) => {
  const secret = `moonlit-${Math.random().toString(36).slice(2)}`;
  const { service, releases } = await delivery.service("tern", { version: "tern one" });
  const [release] = releases;
  if (!release) throw new Error("a release was built");
  const { url } = await delivery.deploy(service, release, "staging");
  expect((await ask(url ?? "")).text).toContain("The greeting has 0 letters.");

  await page.goto(`/services/${service.name}/settings`);
  await page.getByRole("button", { name: "Add a variable" }).click();
  const dialog = page.getByRole("dialog", { name: "Add a variable" });
  await dialog.getByLabel("Key").fill("SLIPWAY_GREETING");
  await dialog.getByLabel("Value").fill(secret);
  await dialog.getByRole("checkbox", { name: "production" }).uncheck();
  await dialog.getByRole("button", { name: "Set in dev and staging" }).click();
  await expect(dialog.getByText("Names that start with SLIPWAY_ are set by Slipway itself.")).toBeVisible();
  await dialog.getByLabel("Key").fill("GREETING");
  await dialog.getByRole("button", { name: "Set in dev and staging" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("button", { name: "Change GREETING in staging" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Set GREETING in production" })).toBeVisible();

  await delivery.deploy(service, release, "staging");
  await expect
    .poll(async () => (await ask(url ?? "")).text)
    .toContain(`The greeting has ${secret.length} letters.`);

  await page.goto(`/services/${service.name}?promote=production`);
  await expect(page.getByRole("dialog").getByText("Missing in production")).toBeVisible();
  await expect(page.getByRole("dialog").getByText("GREETING")).toBeVisible();

  for (const path of [
    `/services/${service.name}/settings`,
    `/services/${service.name}`,
    `/audit?text=${service.name}`,
  ]) {
    // oxlint-disable-next-line no-await-in-loop -- one page at a time
    await page.goto(path);
    // oxlint-disable-next-line no-await-in-loop
    expect(await page.content()).not.toContain(secret);
  }
  for (const path of [
    `/services/${service.id}`,
    `/services/${service.id}/variables`,
    `/services/${service.id}/promotion-plan?from=staging&to=production`,
    `/audit?text=${service.name}`,
    `/events`,
  ]) {
    // oxlint-disable-next-line no-await-in-loop
    const answer = await api.get(`/api/v1${path}`);
    expect(answer.status()).toBe(200);
    // oxlint-disable-next-line no-await-in-loop
    expect(await answer.text()).not.toContain(secret);
  }
});
