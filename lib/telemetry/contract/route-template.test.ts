import * as fc from "fast-check";
import { expect, it } from "vitest";

import { MOST_ROUTE_CHARS, OTHER_ROUTE, routeTemplate } from "./route-template";

it.each([
  ["/", "/"],
  ["", OTHER_ROUTE],
  ["*", OTHER_ROUTE],
  ["//a///b/", "/a/b"],
  ["/orders/", "/orders"],
  ["/orders?page=2#top", "/orders"],
  ["http://shop.example.test/orders/7?x=1", "/orders/{id}"],
  ["http://shop.example.test", "/"],
])("the path of %j is the route %j", (target, route) => {
  expect(routeTemplate(target)).toBe(route);
});

it.each([
  ["/orders/48213", "/orders/{id}"],
  ["/orders/48213/lines/2", "/orders/{id}/lines/{id}"],
  ["/temperature/-12.5", "/temperature/{id}"],
  ["/invoices/invoice-2041", "/invoices/invoice-{id}"],
  ["/users/0191b1f0-2c4e-7d1a-9f3e-2b6f0c1d4e5a", "/users/{uuid}"],
  ["/users/0191B1F02C4E7D1A9F3E2B6F0C1D4E5A", "/users/{uuid}"],
  ["/commits/3f2a9c1b7d", "/commits/{hash}"],
  ["/commits/da39a3ee5e6b4b0d3255bfef95601890afd80709", "/commits/{hash}"],
  ["/services/svc_01hx4k9q7zv3m2n8p5r6s7t8u9", "/services/svc_{id}"],
  ["/boards/V1StGXR8-Z5jdHi6B-myT", "/boards/{id}"],
  ["/days/2026-11-27", "/days/{date}"],
  ["/days/2026-11-27T10:00:00Z/events", "/days/{date}/events"],
  ["/people/ada@example.test", "/people/{email}"],
  ["/people/ada%40example.test", "/people/{email}"],
  ["/@ada/posts", "/@{name}/posts"],
  ["/search/caf%C3%A9", "/search/{text}"],
  ["/cart;jsessionid=A83F/items", "/cart/items"],
])("what varies in %j collapses to %j", (target, route) => {
  expect(routeTemplate(target)).toBe(route);
});

it.each([
  ["/assets/app.3f2a9c1b.js", "/assets/app.{hash}.js"],
  ["/assets/index-DiwrgTda.css", "/assets/index-{hash}.css"],
  ["/assets/index-B7x2Kp9q.js.map", "/assets/index-{hash}.js.map"],
  ["/_next/static/chunks/4bd1b696-100b9d70ed4e49c1.js", "/_next/static/chunks/{hash}.js"],
  ["/photos/image-0042.png", "/photos/image-{id}.png"],
  ["/favicon.ico", "/favicon.ico"],
])("the file %j collapses to %j", (target, route) => {
  expect(routeTemplate(target)).toBe(route);
});

it.each([
  "/api/v1/services",
  "/oauth2/callback",
  "/health",
  "/.well-known/openid-configuration",
  "/chapter12",
  "/robots.txt",
])("%j stays what it is", (path) => {
  expect(routeTemplate(path)).toBe(path);
});

it("a path without end is cut to so many segments and characters", () => {
  expect(routeTemplate(`/${Array.from({ length: 40 }, () => "a").join("/")}`)).toBe(
    "/a/a/a/a/a/a/a/a/{rest}",
  );
  expect(routeTemplate(`/${"x".repeat(5_000)}/y`)).toBe("/{id}");
  expect(routeTemplate(`/${"word".repeat(15)}/${"word".repeat(15)}/${"word".repeat(15)}`)).toBe(
    `/${"word".repeat(15)}/${"word".repeat(15)}/{rest}`,
  );
});

const garbage = fc.oneof(
  fc.string({ unit: "binary", maxLength: 400 }),
  fc.string({ maxLength: 3_000 }).map((text) => `/${text}`),
  fc
    .array(
      fc.constantFrom(
        "/",
        "{",
        "}",
        "{id}",
        "{hash}",
        "-",
        ".",
        "_",
        "~",
        ";",
        "@",
        "%40",
        "12",
        "aB3dE5fG",
        "x".repeat(70),
        "a1b2c3d4",
        ".js",
      ),
      {
        maxLength: 60,
      },
    )
    .map((parts) => `/${parts.join("")}`),
);

it("whatever is asked for gives a bounded template that is its own template", () => {
  fc.assert(
    fc.property(garbage, (target) => {
      const route = routeTemplate(target);
      expect(route.length).toBeLessThanOrEqual(MOST_ROUTE_CHARS);
      expect(routeTemplate(route === OTHER_ROUTE ? "" : route)).toBe(route);
    }),
    { numRuns: 2_000 },
  );
});
