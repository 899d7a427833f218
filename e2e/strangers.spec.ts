import type { APIRequestContext, Page, Request } from "@playwright/test";

import { expect, nobody, test } from "./fixtures";

/** What a soft navigation sends so that the answer leaves out the frame which the browser has already. */
const NAVIGATION_HEADERS = ["rsc", "next-router-state-tree", "next-url"];

test("a stranger who claims to have the frame of the portal is told nothing of what lies below it", async ({
  page,
  delivery,
  playwright,
  portal,
}) => {
  const { service, releases } = await delivery.service("sealed", { version: "sealed one" });
  const [release] = releases;
  if (!release) throw new Error("a release was built");
  await delivery.deploy(service, release, "staging");

  // No address holds these; names and ids of releases are in some, and an answer repeats its own address.
  const secrets = [service.id, release.commit, portal.email];
  const asked = listenForNavigations(page);
  await walkThrough(page, service.name);

  const stranger = await playwright.request.newContext({
    baseURL: portal.url,
    storageState: nobody.storageState,
  });
  const told = new Set<string>();
  for (const request of asked) {
    const path = new URL(request.url()).pathname;
    // oxlint-disable-next-line no-await-in-loop -- one after the other, as they were asked
    if ((await repeat(page.request, request)).includes(service.id)) told.add(path);
    // oxlint-disable-next-line no-await-in-loop
    const answer = await repeat(stranger, request);
    expect(
      secrets.filter((secret) => answer.includes(secret)),
      `${path} tells a stranger`,
    ).toEqual([]);
  }
  await stranger.dispose();
  // Whoever is signed in is told by the very same requests, so they are the right ones.
  expect([...told]).toEqual(
    expect.arrayContaining(["/services", "/deployments", "/environments", `/services/${service.name}`]),
  );
});

function listenForNavigations(page: Page): Request[] {
  const asked: Request[] = [];
  page.on("request", (request) => {
    if (request.headers().rsc) asked.push(request);
  });
  return asked;
}

/** As a person does, by links, so that the browser keeps the frame. */
async function walkThrough(page: Page, service: string) {
  await page.goto("/");
  for (const place of ["Services", "Deployments", "Environments", "Audit", "Settings", "Home"]) {
    // oxlint-disable-next-line no-await-in-loop -- a person is at one place at a time
    await page.getByRole("link", { name: place, exact: true }).first().click();
    // oxlint-disable-next-line no-await-in-loop
    await expect(page).toHaveURL(place === "Home" ? /\/$/ : new RegExp(`/${place.toLowerCase()}`));
  }
  await page.getByRole("link", { name: "Services", exact: true }).first().click();
  await page.getByRole("link", { name: service }).first().click();
  await expect(page).toHaveURL(`/services/${service}`);
  for (const tab of ["Releases", "Settings"]) {
    const link = page.getByRole("navigation", { name: service }).getByRole("link", { name: tab });
    // oxlint-disable-next-line no-await-in-loop
    await link.click();
    // oxlint-disable-next-line no-await-in-loop
    await expect(page).toHaveURL(`/services/${service}/${tab.toLowerCase()}`);
  }
}

async function repeat(context: APIRequestContext, request: Request): Promise<string> {
  const sent = request.headers();
  const headers = Object.fromEntries(
    NAVIGATION_HEADERS.flatMap((name) => (sent[name] ? [[name, sent[name]]] : [])),
  );
  return (await context.get(request.url(), { headers })).text();
}

test("every answer says that nobody may frame it, and its address stays with the portal", async ({
  page,
}) => {
  for (const path of ["/sign-in", "/services", "/api/v1/services", "/api/health", "/icon.svg"]) {
    // oxlint-disable-next-line no-await-in-loop
    const headers = (await page.request.get(path)).headers();
    expect(headers, path).toMatchObject({
      "content-security-policy": expect.stringContaining("frame-ancestors 'none'"),
      "x-content-type-options": "nosniff",
      "referrer-policy": "same-origin",
    });
  }
});

test("text that no database can hold filters nothing, and such a path is no page's", async ({
  page,
  portal,
}) => {
  for (const [path, leadsTo] of [
    ["/services?search=%00", "/services"],
    ["/audit?text=%00&from=%2B275760-09-12", "/audit?from=%2B275760-09-12"],
    ["/deployments?from=%2B275760-09-12T00:00:00.000Z", "/deployments?from=%2B275760-09-12T00:00:00.000Z"],
  ] as const) {
    // oxlint-disable-next-line no-await-in-loop
    const answer = await page.request.get(path);
    expect(answer.status(), path).toBe(200);
    expect(answer.url()).toBe(`${portal.url}${leadsTo}`);
  }
  expect((await page.request.get("/services/%00")).status()).toBe(404);
});
