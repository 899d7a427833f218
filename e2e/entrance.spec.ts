import { expect, nobody, signIn, test } from "./fixtures";

test("an administrator invites a person, who comes in by the link", async ({ page, otherBrowser }) => {
  const email = `lena-${Date.now()}@example.test`;
  await page.goto("/settings/people");
  await page.getByRole("button", { name: "Invite a person" }).click();
  const dialog = page.getByRole("dialog", { name: "Invite a person" });
  await dialog.getByLabel("Name").fill("Lena Park");
  await dialog.getByLabel("E-mail address").fill(email);
  await dialog.getByLabel("Role").selectOption("operator");
  await dialog.getByRole("button", { name: "Invite", exact: true }).click();
  await expect(dialog.getByText("Pass this link on now; it is not shown again.")).toBeVisible();
  const link = await dialog.getByText(/^http.*\/invitation\?token=/).textContent();
  await dialog.getByRole("button", { name: "Done" }).click();
  const row = page.getByRole("row").filter({ hasText: email });
  await expect(row).toContainText("Invited");

  const lena = await otherBrowser(nobody);
  await lena.goto(link ?? "");
  await expect(lena.getByRole("heading", { name: "Welcome, Lena Park" })).toBeVisible();
  await lena.getByLabel("Password").fill("password123");
  await lena.getByRole("button", { name: "Set password" }).click();
  await expect(lena.getByText("This password is one of the first that people try.")).toBeVisible();
  await lena.getByLabel("Password").fill("a lantern in the fog");
  await lena.getByRole("button", { name: "Set password" }).click();
  await lena.waitForURL((url) => url.pathname === "/");
  await lena.getByRole("button", { name: "Lena Park, operator" }).click();
  await lena.getByRole("menuitem", { name: "Sign out" }).click();
  await lena.waitForURL(/\/sign-in/);
  await signIn(lena, { email, password: "a lantern in the fog" });
  await expect(row).not.toContainText("Invited");

  await lena.goto(link ?? "");
  await expect(lena.getByText("This link no longer works")).toBeVisible();
});

test.describe("somebody who is shut out", () => {
  // Their page may ask once more, when something in it changes, and is refused.
  test.use({ expectedComplaint: /status of 401/ });

  test("a session that is ended is over at the next request", async ({ page, personWith, otherBrowser }) => {
    const person = await personWith("developer");
    const theirs = await otherBrowser(person);
    await theirs.goto("/services");
    await expect(theirs.getByRole("heading", { level: 1 })).toBeVisible();

    await page.goto("/settings/people");
    const row = page.getByRole("row").filter({ hasText: person.email });
    await row.getByRole("button", { name: `Actions for ${person.name}` }).click();
    await page.getByRole("menuitem", { name: "End sessions…" }).click();
    await page
      .getByRole("dialog")
      .getByRole("button", { name: `End sessions of ${person.name}` })
      .click();
    await expect(page.getByRole("dialog")).toBeHidden();

    await theirs.goto("/deployments?status=failed");
    await expect(theirs).toHaveURL(/\/sign-in/);
    await theirs.getByLabel("E-mail address").fill(person.email);
    await theirs.getByLabel("Password").fill(person.password);
    await theirs.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(theirs).toHaveURL(/\/deployments\?status=failed$/);
  });

  test("a person who is disabled is shut out at once", async ({ page, personWith, otherBrowser }) => {
    const person = await personWith("developer");
    const theirs = await otherBrowser(person);
    await theirs.goto("/");
    await page.goto("/settings/people");
    const row = page.getByRole("row").filter({ hasText: person.email });
    await row.getByRole("button", { name: `Actions for ${person.name}` }).click();
    await page.getByRole("menuitem", { name: "Disable…" }).click();
    await page
      .getByRole("dialog")
      .getByRole("button", { name: `Disable ${person.name}` })
      .click();
    await expect(row).toContainText("Disabled");
    await theirs.goto("/services");
    await expect(theirs).toHaveURL(/\/sign-in/);
    await theirs.getByLabel("E-mail address").fill(person.email);
    await theirs.getByLabel("Password").fill(person.password);
    await theirs.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(theirs.getByRole("alert").filter({ hasText: /./ })).toBeVisible();
  });
});

test("five wrong passwords lock the account, and the page says until when", async ({
  personWith,
  otherBrowser,
}) => {
  const person = await personWith("viewer");
  const page = await otherBrowser(nobody);
  await page.goto("/sign-in");
  const alert = page.getByRole("alert").filter({ hasText: /./ });
  const attempt = async (password: string) => {
    await page.getByLabel("E-mail address").fill(person.email);
    await page.getByLabel("Password").fill(password);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(page.getByRole("button", { name: "Sign in", exact: true })).toBeEnabled();
  };
  for (const guess of ["one", "two", "three", "four", "five"]) {
    // oxlint-disable-next-line no-await-in-loop -- a person tries one after the other
    await attempt(`wrong password ${guess}`);
    // oxlint-disable-next-line no-await-in-loop
    await expect(alert).toBeVisible();
  }
  await attempt(person.password);
  await expect(alert).toContainText(/Too many failed attempts for this account\. Try again in \d+ minutes/);
  await expect(page).toHaveURL(/\/sign-in/);
});
