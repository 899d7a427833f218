import { expect, test } from "./fixtures";

test("a started portal is ready in all its parts", async ({ request }) => {
  const ready = await request.get("/api/ready");
  expect(ready.status()).toBe(200);
  const health = await request.get("/api/health");
  expect(health.status()).toBe(200);
});

test("the token of the headless set-up opens the token API", async ({ api, request }) => {
  expect((await api.get("/api/v1/services")).status()).toBe(200);
  expect((await request.get("/api/v1/services")).status()).toBe(401);
});
