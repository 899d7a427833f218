import { expect, test } from "./fixtures";
import { ask } from "./support/gateway";

test("a change of the configuration shows until it is deployed, and a rollback restores what there was", async ({
  page,
  delivery,
  api,
}) => {
  const { service, releases } = await delivery.service(
    "heron",
    { version: "heron one" },
    { version: "heron two" },
  );
  const [one, two] = releases;
  if (!one || !two) throw new Error("two releases were built");
  const set = async (value: string) => {
    await page.goto(`/services/${service.name}/settings`);
    await page.getByRole("button", { name: /^(Set|Change) GREETING in staging$/ }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel(/^(New value|Value)/).fill(value);
    await dialog
      .getByRole("button", { name: /in staging$/, exact: false })
      .last()
      .click();
    await expect(dialog).toBeHidden();
  };

  // A .env file, after a look at what it would change.
  await page.goto(`/services/${service.name}/settings`);
  await page.getByRole("button", { name: "Import .env" }).click();
  const importing = page.getByRole("dialog");
  await importing.getByLabel("Environment").selectOption("staging");
  await importing.getByLabel("Content").fill("GREETING='moonlit'\nnonsense");
  await importing.getByRole("button", { name: "See what changes" }).click();
  await expect(importing.getByText(/^Line 2: There is no = in it/)).toBeVisible();
  await importing.getByLabel("Content").fill("export GREETING='moonlit' # seven\nLEVEL=debug\n");
  await importing.getByLabel("Not secret").fill("LEVEL");
  await importing.getByRole("button", { name: "See what changes" }).click();
  const changes = importing.getByRole("list", { name: "What the import changes" });
  await expect(changes.getByText("GREETING")).toBeVisible();
  await expect(changes.getByText("debug")).toBeVisible();
  await expect(changes.getByText("moonlit")).toHaveCount(0);
  await importing.getByRole("button", { name: "Import into staging" }).click();
  await expect(importing).toBeHidden();

  const first = await delivery.deploy(service, one, "staging");
  const text = async () => (await ask(first.url ?? "")).text;
  expect(await text()).toContain("The greeting has 7 letters.");

  // Changed since deployed, until the next deployment.
  await set("moonlit-night");
  await page.goto(`/services/${service.name}`);
  const staging = page.getByRole("region", { name: "staging" });
  await staging.getByText("Configuration changed since deployed").click();
  await expect(page.getByLabel("From", { exact: true })).toHaveValue(first.id);
  const difference = page.getByRole("list", { name: "What differs" });
  await expect(difference.getByText("GREETING")).toBeVisible();
  await expect(difference.getByText("Another secret value")).toBeVisible();

  const second = await delivery.deploy(service, two, "staging");
  await expect.poll(text).toContain("The greeting has 13 letters.");
  await page.goto(`/services/${service.name}`);
  await expect(staging.getByRole("link", { name: /^#2 / })).toBeVisible();
  await expect(staging.getByText("Configuration changed since deployed")).toHaveCount(0);

  // Back to the release, and to what it was configured with.
  await staging.getByRole("button", { name: "Roll back staging" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("radio", { name: /^As it was then/ })).toBeChecked();
  await dialog.getByRole("button", { name: "Wrong behaviour" }).click();
  await dialog.getByRole("button", { name: /^Roll staging back to #1/ }).click();
  await expect(dialog).toBeHidden();
  await expect(staging.getByRole("link", { name: /^#1 / })).toBeVisible();
  await expect.poll(text).toContain("The greeting has 7 letters.");
  await expect(staging.getByText("Configuration changed since deployed")).toBeVisible();

  // Between the two deployments, by their ids; and no secret anywhere.
  await page.goto(`/services/${service.name}/configuration?from=${first.id}&to=${second.id}`);
  await expect(difference.getByText("GREETING")).toBeVisible();
  for (const path of [
    `/services/${service.id}/configurations/staging/versions`,
    `/services/${service.id}/configuration-diff?from=${first.id}&to=${second.id}`,
    `/services/${service.id}/configurations/staging/dotenv`,
    `/deployments/${second.id}`,
  ]) {
    // oxlint-disable-next-line no-await-in-loop -- one answer at a time
    const answer = await api.get(`/api/v1${path}`);
    expect(answer.status()).toBe(200);
    // oxlint-disable-next-line no-await-in-loop
    expect(await answer.text()).not.toContain("moonlit");
  }
});
