import { expect, test } from "./fixtures";
import { ask } from "./support/gateway";

test("production goes back in two clicks, and the history says why", async ({ page, delivery }) => {
  const { service, releases } = await delivery.service(
    "ferry",
    { version: "ferry one" },
    { version: "ferry two" },
  );
  const [one, two] = releases;
  if (!one || !two) throw new Error("two releases were built");
  await delivery.deploy(service, one, "production");
  await delivery.deploy(service, two, "production");

  await page.goto(`/services/${service.name}`);
  const production = page.getByRole("region", { name: "production" });
  await production.getByRole("button", { name: "Roll back production" }).click();
  const dialog = page.getByRole("dialog", { name: `Roll back ${service.name} in production` });
  await expect(dialog.getByRole("radio", { name: /#1.*Last known good/ })).toBeChecked();
  await expect(dialog.getByText(/Instant until \d\d:\d\d/)).toBeVisible();
  await expect(dialog.getByText("Commits that go away")).toBeVisible();
  await expect(dialog.getByText("Say ferry two")).toBeVisible();
  await dialog.getByRole("button", { name: "Wrong behaviour" }).click();
  await expect(dialog.getByLabel("Why")).toHaveValue("Wrong behaviour");
  await dialog.getByRole("button", { name: /^Roll production back to #1/ }).click();

  await expect(dialog).toBeHidden();
  await expect(production.getByRole("link", { name: /^#1 / })).toBeVisible();
  const address = await production.getByRole("link", { name: /localhost/ }).getAttribute("href");
  await expect.poll(async () => (await ask(address ?? "")).text).toContain("ferry one in production");

  await page.goto(`/deployments?service=${service.name}`);
  const newest = page.getByRole("row").nth(1);
  await expect(newest).toContainText("Rollback");
  await expect(newest).toContainText("Wrong behaviour");
  await expect(page.getByRole("row").nth(2)).toContainText("Rolled back");
  await newest.getByRole("link").click();
  await expect(page.getByText("Rollback", { exact: true })).toBeVisible();
  await expect(page.getByRole("region", { name: "From and to" })).toContainText("Wrong behaviour");
});

test("a rollback needs a reason, and Escape leaves everything as it was", async ({ page, delivery }) => {
  const { service, releases } = await delivery.service(
    "pier",
    { version: "pier one" },
    { version: "pier two" },
  );
  for (const release of releases) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await delivery.deploy(service, release, "staging");
  }
  await page.goto(`/services/${service.name}?rollback=staging`);
  const dialog = page.getByRole("dialog");
  const button = dialog.getByRole("button", { name: /^Roll staging back to/ });
  await expect(button).toBeEnabled();
  await button.click();
  await expect(dialog).toBeVisible();
  await expect(dialog.getByLabel("Why")).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(page).toHaveURL(new RegExp(`/services/${service.name}$`));
  const { items } = await delivery.read<{ items: unknown[] }>(`/deployments?service=${service.id}`);
  expect(items).toHaveLength(2);
});

test("a colleague's rollback does not change what a person is about to ask for", async ({
  page,
  delivery,
}) => {
  const { service, releases } = await delivery.service(
    "quay",
    { version: "quay one" },
    { version: "quay two" },
    { version: "quay three" },
  );
  for (const release of releases) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await delivery.deploy(service, release, "staging");
  }
  await page.goto(`/services/${service.name}?rollback=staging`);
  const dialog = page.getByRole("dialog");
  const button = dialog.getByRole("button", { name: /^Roll staging back to #2/ });
  await expect(button).toBeEnabled();
  await dialog.getByLabel("Why").fill("It is slow");

  const colleague = { serviceId: service.id, environment: "staging", reason: "A colleague was faster" };
  await delivery.write("/rollbacks", colleague);
  await expect(dialog.getByText("Moved: #2 serves staging by now, no longer #3.")).toBeVisible();
  await expect(button).toBeDisabled();
  await expect(dialog.getByLabel("Why")).toHaveValue("It is slow");
  await dialog.getByRole("button", { name: "Review again" }).click();
  await expect(dialog.getByRole("button", { name: /^Roll staging back to #[13]/ })).toBeEnabled();
});

test("a rollback behind a migration that took something away says so, and asks for more than a click", async ({
  page,
  delivery,
}) => {
  const configuration = "migrations: { command: 'true', directory: . }\n";
  const users = { "001_users.sql": "create table users (id int, name text);" };
  const { service, releases } = await delivery.service(
    "wharf",
    { version: "wharf one", configuration, files: users },
    {
      version: "wharf two",
      configuration,
      files: { ...users, "002_names.sql": "alter table users drop column name;" },
    },
  );
  const [one, two] = releases;
  if (!one || !two) throw new Error("two releases were built");
  await delivery.deploy(service, one, "staging");
  const dialog = page.getByRole("dialog");
  await test.step("which is said before it is deployed", async () => {
    await page.goto(`/services/${service.name}`);
    await page.getByRole("button", { name: "Deploy #2", exact: true }).click();
    await page.getByRole("menuitem", { name: /^staging/ }).click();
    const database = dialog.getByRole("region", { name: "Database" });
    await expect(database.getByRole("list", { name: "Migrations that will be applied" })).toContainText(
      "002_names",
    );
    await expect(database).toContainText(
      "the old release (#1) runs against the changed database and may fail",
    );
    await expect(database).toContainText("There will be no way back to #1");
    await expect(dialog.getByText("Migrate the database: 002_names (contract).")).toBeVisible();
    await expect(dialog.getByText("for an instant rollback")).toBeHidden();
    await page.keyboard.press("Escape");
    await expect(dialog).toBeHidden();
  });
  await delivery.deploy(service, two, "staging");
  await page.goto(`/services/${service.name}/releases/${two.id}`);
  const migrations = page.getByRole("list", { name: "New migrations" });
  await expect(migrations.getByText("Drops column users.name.")).toBeVisible();

  await page.goto(`/services/${service.name}?rollback=staging`);
  await expect(dialog.getByText("002_names drops column users.name (contract).")).toBeVisible();
  await expect(dialog.getByRole("link", { name: /newer release/ })).toBeVisible();
  await dialog.getByLabel("Why").fill("It is wrong");
  const button = dialog.getByRole("button", { name: /^Roll staging back to #1/ });
  await expect(button).toBeDisabled();
  await dialog.getByLabel("Roll staging back anyway").check();
  await button.click();
  await expect(dialog).toBeHidden();
  const staging = page.getByRole("region", { name: "staging" });
  await expect(staging.getByRole("link", { name: /^#1 / })).toBeVisible();
});
