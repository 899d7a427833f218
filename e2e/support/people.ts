import { randomBytes } from "node:crypto";

import type { APIRequestContext, Browser, Page } from "@playwright/test";

import type { Role } from "@/db/enums";

export type StorageState = Awaited<ReturnType<ReturnType<Page["context"]>["storageState"]>>;

/** Somebody with a role of their own, who has signed in once. */
export type JourneyPerson = {
  name: string;
  email: string;
  password: string;
  storageState: StorageState;
};

/** Invites somebody and follows their link, as they would. */
export async function welcome(
  browser: Browser,
  api: APIRequestContext,
  baseURL: string,
  role: Role,
): Promise<JourneyPerson> {
  const mark = randomBytes(3).toString("hex");
  const [name, email, password] = [
    `${role} ${mark}`,
    `${role}-${mark}@example.test`,
    `quiet harbour ${mark}`,
  ];
  const answer = await api.post("/api/v1/people", { data: { name, email, role } });
  const { path } = await answer.json();
  const context = await browser.newContext({ baseURL, storageState: { cookies: [], origins: [] } });
  const page = await context.newPage();
  await page.goto(path);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Set password" }).click();
  await page.waitForURL((url) => url.pathname === "/");
  const storageState = await context.storageState();
  await context.close();
  return { name, email, password, storageState };
}
