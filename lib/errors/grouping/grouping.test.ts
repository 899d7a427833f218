import { describe, expect, it } from "vitest";

import { anEvent, anException, aFrame } from "../testing-events";
import { groupOf } from "./group";
import { normaliseFileName, parameterise } from "./normalise";
import { culpritOf, titleOf } from "./title";

const own = (name: string, more = {}) => aFrame({ function: name, inApp: true, ...more });
const foreign = (name: string, more = {}) =>
  aFrame({
    function: name,
    module: "router",
    file: "/srv/node_modules/express/router.js",
    inApp: false,
    ...more,
  });
const thrown = (frames = [foreign("next"), own("pay"), own("charge")], more = {}) =>
  anEvent({ exceptions: [anException({ type: "TypeError", value: "x is undefined", frames, ...more })] });
type Event = ReturnType<typeof anEvent>;
/** Any known hash leads to the issue. */
const areTogether = (one: Event, other: Event) =>
  groupOf(one).hashes.some((hash) => groupOf(other).hashes.includes(hash));

describe("together", () => {
  it.each<[string, Event, Event]>([
    ["the same error", thrown(), thrown()],
    [
      "after lines moved",
      thrown(),
      thrown([foreign("next", { line: 99 }), own("pay", { line: 7 }), own("charge", { line: 8, column: 1 })]),
    ],
    ["with another message, when a stack says where", thrown(), thrown(undefined, { value: "y is null" })],
    [
      "through another version of a package",
      thrown(),
      thrown([foreign("handle"), own("pay"), own("charge")]),
    ],
    [
      "after a deeper recursion",
      thrown([own("walk"), own("leaf")]),
      thrown([own("walk"), own("walk"), own("walk"), own("leaf")]),
    ],
    [
      "from a rebuilt bundle",
      thrown([own("render", { module: null, file: "https://a.example/assets/index-DbQ2xY9p.js" })]),
      thrown([own("render", { module: null, file: "https://b.example/assets/index-Zk3npQ1a.js" })]),
    ],
    [
      "from a minifier that gave out its letters anew",
      thrown([
        own("a", { module: null, file: "/assets/app-1a2b3c4d.js" }),
        own("render", { module: null, file: "/assets/app-1a2b3c4d.js" }),
      ]),
      thrown([
        own("t", { module: null, file: "/assets/app-9f8e7d6c.js" }),
        own("render", { module: null, file: "/assets/app-9f8e7d6c.js" }),
      ]),
    ],
    [
      "the same message with other values",
      anEvent({ message: "order 17 is late" }),
      anEvent({ message: "order 18 is late" }),
    ],
    [
      "the same template",
      anEvent({ message: "a is late", messageTemplate: "%s is late" }),
      anEvent({ message: "b is late", messageTemplate: "%s is late" }),
    ],
    [
      "the same fingerprint, whatever else",
      { ...thrown(), fingerprint: ["billing"] },
      anEvent({ message: "x", fingerprint: ["billing"] }),
    ],
    ["a fingerprint that is only the default", { ...thrown(), fingerprint: ["{{ default }}"] }, thrown()],
    ["without own code, by all of it", thrown([foreign("next")]), thrown([foreign("next")])],
  ])("%s", (_name, one, other) => {
    expect(areTogether(one, other)).toBe(true);
  });
});

describe("apart", () => {
  it.each<[string, Event, Event]>([
    ["another type", thrown(), thrown(undefined, { type: "RangeError" })],
    ["another function", thrown(), thrown([foreign("next"), own("pay"), own("refund")])],
    [
      "another line of source",
      thrown([own("pay", { contextLine: "a()" })]),
      thrown([own("pay", { contextLine: "b()" })]),
    ],
    ["another module", thrown([own("pay")]), thrown([own("pay", { module: "invoices" })])],
    [
      "another cause",
      thrown(),
      anEvent({
        exceptions: [anException({ type: "Timeout", frames: [own("ask")] }), ...thrown().exceptions],
      }),
    ],
    ["another message, where no stack says more", anEvent({ message: "late" }), anEvent({ message: "lost" })],
    [
      "a fingerprint that divides",
      { ...thrown(), fingerprint: ["{{ default }}", "eu"] },
      { ...thrown(), fingerprint: ["{{ default }}", "us"] },
    ],
    [
      "another value of a variable in the fingerprint",
      { ...thrown(), fingerprint: ["{{ transaction }}"], transaction: "/a" },
      { ...thrown(), fingerprint: ["{{ transaction }}"], transaction: "/b" },
    ],
    [
      "two shared throw lines reached by different code",
      thrown([own("pay"), own("assert")]),
      thrown([own("ship"), own("assert")]),
    ],
  ])("%s", (_name, one, other) => {
    expect(areTogether(one, other)).toBe(false);
  });
});

describe("why", () => {
  it("says what counts and why the rest does not, by own code and by all of it", () => {
    const { hashes, explanation } = groupOf(
      thrown([foreign("next"), own("walk"), own("walk"), own("charge")]),
    );
    expect(hashes).toHaveLength(2);
    expect(explanation).toMatchObject({ version: 1, by: "stack" });
    const [app, system] = explanation.variants;
    expect(app?.parts.map(({ what, counts, why }) => [what, counts, why])).toEqual([
      ["type", true, undefined],
      ["message", false, "the stack says more"],
      ["frame", true, undefined],
      ["frame", false, "calls itself"],
      ["frame", true, undefined],
      ["frame", false, "not the service's own code"],
    ]);
    expect(system?.parts.at(-1)).toMatchObject({ text: "next in router", counts: true });
  });

  it("a type that the SDK made up does not count", () => {
    const event = anEvent({
      exceptions: [anException({ type: "Error", isSynthetic: true, value: "m", frames: [] })],
    });
    expect(groupOf(event).explanation).toMatchObject({
      by: "message",
      variants: [
        {
          parts: [
            { what: "type", counts: false },
            { what: "message", counts: true },
          ],
        },
      ],
    });
  });
});

it.each([
  ["index-DbQ2xY9p.js", "index-*.js"],
  ["main.3f2a9c1b.chunk.js", "main.*.chunk.js"],
  ["4821-9f3ab2c1d4e5f607.js", "*.js"],
  ["chunk-AbCdEfGh.mjs", "chunk-*.mjs"],
  ["checkout.js", "checkout.js"],
  ["order-history.ts", "order-history.ts"],
  ["userService.js", "userService.js"],
  ["com.acme.PaymentService", "com.acme.PaymentService"],
])("the file %s is %s", (name, normal) => {
  expect(normaliseFileName(name)).toBe(normal);
});

it.each([
  ["order 12345 of a.b@c.example failed after 1.5s", "order <number> of <email> failed after <duration>"],
  ["GET https://x.example/a?b=1 gave 502", "GET <url> gave <number>"],
  ["connect ECONNREFUSED 127.0.0.1:5432", "connect ECONNREFUSED <ip>"],
  ["no user 3f2a9c1b-aaaa-4bbb-8ccc-0123456789ab", "no user <uuid>"],
  ["at 2026-11-23T19:56:09.747Z", "at <date>"],
  ["commit 3f2a9c1 is gone", "commit <hex> is gone"],
  ['retry=true name="x y" n=-3', "retry=<boolean> name=<text> n=<number>"],
  ["version v2 of utf8", "version v2 of utf8"],
  ["deadbeef is a word, decade too", "deadbeef is a word, decade too"],
])("the message %s is %s", (message, parameterised) => {
  expect(parameterise(message)).toBe(parameterised);
});

it("a long hostile message takes no time", () => {
  const begun = performance.now();
  for (const text of [
    "a.".repeat(5_000),
    "1:".repeat(5_000),
    "a@b.".repeat(3_000),
    "=".repeat(9_000) + '"',
    "f0".repeat(5_000),
  ])
    parameterise(text);
  expect(performance.now() - begun).toBeLessThan(500);
});

it("is called by its type and message, and by the innermost own function", () => {
  expect(titleOf(thrown())).toBe("TypeError: x is undefined");
  expect(culpritOf(thrown([own("pay"), foreign("call")]))).toBe("pay (payments)");
  expect(titleOf(anEvent({ message: "first\nsecond" }))).toBe("first");
  expect(culpritOf(anEvent({ transaction: "GET /a" }))).toBe("GET /a");
});
