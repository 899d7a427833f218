import { expect, nobody, signIn, test } from "./fixtures";

test.use(nobody);

test("a started portal is ready in all its parts", async ({ request }) => {
  const ready = await request.get("/api/ready");
  expect(ready.status()).toBe(200);
  const health = await request.get("/api/health");
  expect(health.status()).toBe(200);
});

test("the token of the headless set-up opens the token API, and nothing else does", async ({
  api,
  request,
}) => {
  expect((await api.get("/api/v1/services")).status()).toBe(200);
  expect((await request.get("/api/v1/services")).status()).toBe(401);
});

test("the administrator of the headless set-up signs in and comes to an empty home", async ({
  page,
  portal,
}) => {
  await signIn(page, portal);
  await expect(page.getByRole("main")).toBeVisible();
});

test("the portal answers under its name and under its address", async ({ request, portal }) => {
  for (const host of ["localhost", "127.0.0.1"]) {
    expect((await request.get(`http://${host}:${portal.port}/api/health`)).status()).toBe(200);
  }
});
