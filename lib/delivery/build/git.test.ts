import { tmpdir } from "node:os";

import { expect, test } from "vitest";

import { GitFailed, gitWithUserConfiguration } from "./git";

test("a failure of git names neither the password of its arguments nor that of its output", async () => {
  const url = "https://ada:s3cr3t@127.0.0.1:1/tides.git";
  const signal = new AbortController().signal;
  const error = await gitWithUserConfiguration(tmpdir(), ["ls-remote", "--", url], { signal }).catch(
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(GitFailed);
  expect(error).toMatchObject({ message: expect.stringContaining("https://127.0.0.1:1/tides.git") });
  expect(`${String(error)} ${JSON.stringify(error)}`).not.toContain("s3cr3t");
  expect(new GitFailed("fetch", `fatal: unable to access '${url}'`, false).stderr).not.toContain("s3cr3t");
});
