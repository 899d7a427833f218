import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A git repository of a journey's own, in a folder of its own. */
export type Repository = {
  folder: string;
  /** Writes the files and commits them. Returns the commit. */
  commit: (subject: string, files: Record<string, string>) => Promise<string>;
  remove: () => Promise<void>;
};

export async function createRepository(): Promise<Repository> {
  const folder = await mkdtemp(join(tmpdir(), "slipway-journey-"));
  const git = async (...args: string[]) => {
    const author = ["-c", "user.name=Grace Hopper", "-c", "user.email=grace@example.test"];
    const { stdout } = await run("git", [...author, ...args], { cwd: folder });
    return stdout.trim();
  };
  await git("init", "--quiet", "--initial-branch", "main");
  return {
    folder,
    commit: async (subject, files) => {
      await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(folder, name), text)));
      await git("add", "--all");
      await git("commit", "--quiet", "--message", subject);
      return git("rev-parse", "HEAD");
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
