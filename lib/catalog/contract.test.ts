import { describe, expect, it } from "vitest";

import { CreateService, Repository, UpdateService } from "./contract";

describe("the address of a repository", () => {
  it.each([
    "https://ada:secret@git.example.test/tides.git",
    "https://ghp_token@git.example.test/tides.git",
    "HTTP://ada:secret@git.example.test/tides.git",
    "https:\\\\ada:secret@git.example.test/tides.git",
    "ht\ttps://ada:secret@git.example.test/tides.git",
    "https://ada:p@ss@git.example.test/tides.git",
    "git://ada:secret@git.example.test/tides.git",
    "ssh://git:secret@git.example.test/tides.git",
  ])("refuses what would show a secret to everybody: %s", (url) => {
    for (const parsed of [
      CreateService.safeParse({ name: "tides", repository: { url } }),
      UpdateService.safeParse({ id: "svc_1", repository: { url } }),
    ]) {
      expect(parsed.error?.issues).toMatchObject([
        { path: ["repository", "url"], message: expect.stringMatching(/credential helper or an SSH key/) },
      ]);
      expect(JSON.stringify(parsed.error?.issues)).not.toMatch(/secret@|ghp_/);
    }
  });

  it.each([
    "https://git.example.test/tides.git",
    "https://git.example.test/@team/tides.git",
    "ssh://git@git.example.test:2222/tides.git",
    "git@git.example.test:team/tides.git",
    "/srv/git/me@home/tides",
    "~/tides",
  ])("takes %s", (url) => {
    expect(Repository.parse({ url })).toEqual({ url });
  });
});
