import { expect, test } from "vitest";

import { readPreferences } from "./preferences";

const from = (cookies: Record<string, string | undefined>) => readPreferences((name) => cookies[name]);

test("a first visit follows the system, keeps the shortcuts and shows UTC until the zone is known", () => {
  expect(from({})).toEqual({
    theme: "system",
    zoneChoice: "local",
    timeZone: "UTC",
    singleKeys: true,
    navigation: "wide",
  });
});

test("what was chosen is kept", () => {
  const chosen = from({ theme: "dark", zone: "Europe%2FBerlin", keys: "off", nav: "narrow" });
  expect(chosen).toMatchObject({
    theme: "dark",
    timeZone: "Europe/Berlin",
    singleKeys: false,
    navigation: "narrow",
  });
});

test("UTC wins over the viewer's zone when chosen", () => {
  expect(from({ time: "utc", zone: "Europe%2FBerlin" }).timeZone).toBe("UTC");
});

test.each([{ theme: "pink" }, { zone: "Mars%2FOlympus" }, { nav: "sideways" }, { zone: "%E0%A4%A" }])(
  "a forged cookie falls back to the default: %o",
  (cookies) => {
    expect(from(cookies)).toEqual(from({}));
  },
);
