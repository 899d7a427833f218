import { test as base, expect, type APIRequestContext } from "@playwright/test";

import { portalUnderTest, type PortalUnderTest } from "./portal-under-test";

type Fixtures = {
  portal: PortalUnderTest;
  /** The token API, as CI uses it. */
  api: APIRequestContext;
};

/** What every journey begins with: where the portal is, and its API with the administrator's token. */
export const test = base.extend<Fixtures>({
  // Playwright reads the dependencies of a fixture from this pattern, so it has to stay, even when it is empty.
  // oxlint-disable-next-line no-empty-pattern
  portal: async ({}, use) => use(await portalUnderTest()),
  api: async ({ playwright, portal }, use) => {
    const api = await playwright.request.newContext({
      baseURL: portal.url,
      extraHTTPHeaders: { authorization: `Bearer ${portal.token}` },
    });
    await use(api);
    await api.dispose();
  },
});

export { expect };
