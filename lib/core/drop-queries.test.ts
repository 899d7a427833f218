import { expect, test } from "vitest";

import { dropQueries } from "./drop-queries";

const SECRET = "s3cr3t";
const PAGE = `https://portal.example/set-up?token=${SECRET}`;

test("a one-time link leaves in no part of an event, and what it was about stays", () => {
  const event = dropQueries({
    message: `Failed to load ${PAGE}&again=1, see #${SECRET}=1`,
    transaction: `/invitation?token=${SECRET}`,
    request: {
      url: PAGE,
      query_string: `token=${SECRET}`,
      headers: { Referer: PAGE, "User-Agent": "Firefox" },
    },
    breadcrumbs: [
      { category: "navigation", data: { from: `/set-up?token=${SECRET}`, to: "/" } },
      { category: "fetch", data: { url: `${PAGE}#end`, status_code: 500 } },
      { category: "console", data: { arguments: [`posted to "${PAGE}"`] } },
    ],
    exception: { values: [{ value: "Boom", stacktrace: { frames: [{ filename: PAGE, lineno: 3 }] } }] },
    contexts: { react: { componentStack: `at Form (${PAGE}:1:2)` } },
  });
  expect(JSON.stringify(event)).not.toContain(SECRET);
  expect(event).toMatchObject({
    transaction: "/invitation",
    request: { url: "https://portal.example/set-up", headers: { "User-Agent": "Firefox" } },
    breadcrumbs: [{ data: { from: "/set-up", to: "/" } }, { data: { status_code: 500 } }, {}],
    exception: { values: [{ value: "Boom", stacktrace: { frames: [{ lineno: 3 }] } }] },
  });
});

test("an event that refers to itself comes to an end, and the SDK's own objects are left alone", () => {
  const scope = { page: PAGE };
  const event: Record<string, unknown> = { message: "Is it #3? Yes.", sdkProcessingMetadata: { scope } };
  event.extra = { event };
  expect(dropQueries(event).message).toBe("Is it #3? Yes.");
  expect(scope.page).toBe(PAGE);
});

test("a text that is made to be slow is read in the time of its length, and keeps no value of a query", () => {
  const message = `${"#".repeat(100_000)} /a?b?token=1#c`;
  expect(dropQueries({ message }).message).toBe(`${"#".repeat(100_000)} /a?b`);
});
