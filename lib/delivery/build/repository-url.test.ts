import { homedir } from "node:os";
import { join } from "node:path";

import { expect, test } from "vitest";

import { BuildFailed } from "./build";
import { parseRepositoryUrl } from "./repository-url";

test.each([
  ["/srv/git/tides/", { location: "/srv/git/tides", isLocal: true }],
  ["~/tides", { location: join(homedir(), "tides"), isLocal: true }],
  ["file:///srv/git/tides%20two", { location: "/srv/git/tides two", isLocal: true }],
  [
    "https://example.test/team/tides.git",
    { location: "https://example.test/team/tides.git", isLocal: false },
  ],
  ["ssh://git@example.test:2222/tides", { isLocal: false, shown: "ssh://git@example.test:2222/tides" }],
  ["git@example.test:team/tides.git", { location: "git@example.test:team/tides.git", isLocal: false }],
  [" /srv/git/tides\n", { location: "/srv/git/tides" }],
])("%s is understood", (input, expected) => {
  expect(parseRepositoryUrl(input)).toMatchObject(expected);
});

test("a password is used but never shown", () => {
  const url = parseRepositoryUrl("https://ada:secret@example.test/tides.git");
  expect(url.location).toContain("secret");
  expect(url.shown).toBe("https://example.test/tides.git");
});

test.each([
  "",
  "-u./evil",
  "--upload-pack=touch /tmp/x",
  "ext::sh -c touch% /tmp/x",
  "fd::17",
  "ssh://-oProxyCommand=touch/x",
  "ssh://-oProxyCommand=x@host/x",
  "javascript://x",
  "tides",
  "../tides",
  "https://",
  "host:path\nsecond",
])("%j is refused", (input) => {
  expect(() => parseRepositoryUrl(input)).toThrow(BuildFailed);
});
