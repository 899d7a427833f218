import { gitWithUserConfiguration } from "../build/git";

/**
 * Runs git in a sample repository as the given author. Who runs Slipway and how they set up git (signing, hooks, line
 * ends) must not change the commits.
 */
export async function sampleGit(
  folder: string,
  args: readonly string[],
  commit?: { author: string; at: Date },
): Promise<string> {
  const isolated = { GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" };
  const signal = AbortSignal.timeout(60_000);
  return gitWithUserConfiguration(folder, ["-C", folder, ...args], {
    signal,
    env: { ...isolated, ...identity(commit) },
  });
}

function identity(commit: { author: string; at: Date } | undefined): Record<string, string> {
  const [, name, email] = /^(.+) <(.+)>$/.exec(commit?.author ?? "") ?? [];
  if (!commit || !name || !email) return {};
  const date = `${Math.floor(commit.at.getTime() / 1_000)} +0000`;
  return {
    GIT_AUTHOR_NAME: name,
    GIT_AUTHOR_EMAIL: email,
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: name,
    GIT_COMMITTER_EMAIL: email,
    GIT_COMMITTER_DATE: date,
  };
}
