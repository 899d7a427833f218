import { test as base, expect, type APIRequestContext, type Page } from "@playwright/test";

import { portalUnderTest, type PortalUnderTest } from "./portal-under-test";

type StorageState = Awaited<ReturnType<ReturnType<Page["context"]>["storageState"]>>;

type Fixtures = {
  portal: PortalUnderTest;
  /** The token API, as CI uses it. */
  api: APIRequestContext;
};
type WorkerFixtures = {
  /** The cookies of the administrator, who signed in once for all journeys of this worker. */
  administrator: StorageState;
};

/** What every journey begins with: a browser in which the administrator is signed in, and the token API beside it. */
export const test = base.extend<Fixtures, WorkerFixtures>({
  // Playwright reads the dependencies of a fixture from this pattern, so it has to stay, even when it is empty.
  // oxlint-disable-next-line no-empty-pattern
  portal: async ({}, use) => use(await portalUnderTest()),
  administrator: [
    async ({ browser }, use) => {
      const portal = await portalUnderTest();
      const page = await browser.newPage({ baseURL: portal.url });
      await signIn(page, portal);
      await use(await page.context().storageState());
      await page.context().close();
    },
    { scope: "worker" },
  ],
  storageState: async ({ administrator }, use) => use(administrator),
  api: async ({ playwright, portal }, use) => {
    const api = await playwright.request.newContext({
      baseURL: portal.url,
      extraHTTPHeaders: { authorization: `Bearer ${portal.token}` },
      storageState: nobody.storageState,
    });
    await use(api);
    await api.dispose();
  },
});

/** For journeys of somebody who is not signed in: `test.use(nobody)`. */
export const nobody = { storageState: { cookies: [], origins: [] } };

/** Signs in as a person does, and arrives at the home page. */
export async function signIn(page: Page, { email, password }: Pick<PortalUnderTest, "email" | "password">) {
  await page.goto("/sign-in");
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL((url) => url.pathname === "/");
}

export { expect };
