import { test as base, expect, type APIRequestContext, type Page } from "@playwright/test";

import type { Role } from "@/db/enums";

import { portalUnderTest, type PortalUnderTest } from "./portal-under-test";
import { listenForComplaints } from "./support/complaints";
import { deliveryOver, type Delivery } from "./support/delivery";
import { welcome, type JourneyPerson, type StorageState } from "./support/people";

type Fixtures = {
  portal: PortalUnderTest;
  /** The token API, as CI uses it. */
  api: APIRequestContext;
  /** What happened before the journey begins; it is taken away when the journey is over. */
  delivery: Delivery;
  /** Somebody with this role, who has signed in once. */
  personWith: (role: Role) => Promise<JourneyPerson>;
  /** A page in a browser of its own: of the administrator, or of somebody else. */
  otherBrowser: (who?: { storageState: StorageState }) => Promise<Page>;
  /** A journey that provokes an error says which complaint of the browser belongs to it. */
  expectedComplaint: RegExp | undefined;
};
type WorkerFixtures = {
  /** The cookies of the administrator, who signed in once for all journeys of this worker. */
  administrator: StorageState;
};

/**
 * What every journey begins with: a browser in which the administrator is signed in, and the token API beside it. A
 * journey during which a browser complains on its console has failed.
 */
export const test = base.extend<Fixtures, WorkerFixtures>({
  expectedComplaint: [undefined, { option: true }],
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
  context: async ({ context, expectedComplaint }, use) => {
    const complaints = listenForComplaints(context);
    await use(context);
    expect(complaints.filter((complaint) => !expectedComplaint?.test(complaint))).toEqual([]);
  },
  otherBrowser: async ({ browser, portal, administrator, expectedComplaint }, use) => {
    const contexts: Awaited<ReturnType<typeof browser.newContext>>[] = [];
    const complaints: string[][] = [];
    await use(async (who) => {
      const storageState = who?.storageState ?? administrator;
      const context = await browser.newContext({ baseURL: portal.url, storageState });
      contexts.push(context);
      complaints.push(listenForComplaints(context));
      return context.newPage();
    });
    await Promise.all(contexts.map((context) => context.close()));
    expect(complaints.flat().filter((complaint) => !expectedComplaint?.test(complaint))).toEqual([]);
  },
  api: async ({ playwright, portal }, use) => {
    const api = await playwright.request.newContext({
      baseURL: portal.url,
      extraHTTPHeaders: { authorization: `Bearer ${portal.token}` },
      storageState: nobody.storageState,
    });
    await use(api);
    await api.dispose();
  },
  delivery: [
    async ({ api }, use) => {
      const delivery = deliveryOver(api);
      await delivery.hasteIn("staging", "production");
      await use(delivery);
      await delivery.cleanUp();
    },
    // Comes first and so leaves last: a page that is open while its service is taken away would rightly complain.
    { auto: true },
  ],
  personWith: async ({ browser, api, portal }, use) => use((role) => welcome(browser, api, portal.url, role)),
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
