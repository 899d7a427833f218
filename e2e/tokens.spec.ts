import { expect, nobody, test } from "./fixtures";

test("a token is shown once, works until it is revoked, and never after", async ({
  page,
  playwright,
  portal,
}) => {
  const name = `harbour CI ${Date.now()}`;
  await page.goto("/settings/tokens");
  await page.getByRole("button", { name: "New token" }).click();
  const dialog = page.getByRole("dialog", { name: "New token" });
  await dialog.getByLabel("Name").fill(name);
  await dialog.getByRole("checkbox", { name: "releases:write" }).check();
  await dialog.getByLabel("Role").selectOption("developer");
  await dialog.getByRole("button", { name: "Create token" }).click();
  const token = (await dialog.getByText(/^slp_/).textContent()) ?? "";
  await dialog.getByRole("button", { name: "Done" }).click();
  const row = page.getByRole("row").filter({ hasText: name });
  await expect(row).toContainText("never used");
  await page.reload();
  expect(await page.content()).not.toContain(token);

  const ci = await playwright.request.newContext({
    baseURL: portal.url,
    extraHTTPHeaders: { authorization: `Bearer ${token}` },
    storageState: nobody.storageState,
  });
  expect((await ci.get("/api/v1/services")).status()).toBe(200);
  expect(
    (await ci.post("/api/v1/services", { data: { name: "x", repository: { url: "/" } } })).status(),
  ).toBe(403);

  await row.getByRole("button", { name: `Revoke ${name}` }).click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: `Revoke ${name}` })
    .click();
  await expect(row).toContainText("Revoked");
  const refused = await ci.get("/api/v1/services");
  expect(refused.status()).toBe(401);
  expect(refused.headers()["content-type"]).toContain("application/problem+json");
  await ci.dispose();
});
