import { cp, mkdir, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";

import { z } from "zod";

import { withFileLock } from "../build/file-lock";
import { sampleGit } from "./sample-git";

export type SampleRepository = {
  name: string;
  /** Folder of the git repository, ready to be registered as a service. */
  path: string;
  /** Oldest first. `broken` releases are meant to fail their deployment. */
  commits: { sha: string; title: string; broken: boolean }[];
};

/** `examples/<service>/releases/<NN-name>/release.json`, beside the `files/` that this release adds or changes. */
const ReleaseDescription = z.strictObject({
  message: z.string().min(1),
  author: z.string().regex(/^.+ <.+@.+>$/),
  daysAgo: z.number().int().nonnegative(),
  broken: z.boolean().default(false),
});
type Step = z.infer<typeof ReleaseDescription> & { filesFolder: string };

const DAY_MS = 86_400_000;

/**
 * Turns the folders of `examples/` into git repositories below `<home>/samples`. The same day gives the same commits.
 * A repository that is there already is left as it is, with whatever somebody added to it.
 */
export async function createSampleRepositories(
  home: string,
  options: { examplesFolder?: string; now?: Date; signal?: AbortSignal } = {},
): Promise<SampleRepository[]> {
  const { examplesFolder = join(process.cwd(), "examples"), now = new Date() } = options;
  const signal = options.signal ?? new AbortController().signal;
  const samples = join(home, "samples");
  await mkdir(samples, { recursive: true });
  const entries = await readdir(/* turbopackIgnore: true */ examplesFolder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return withFileLock(join(samples, ".lock"), signal, async () => {
    const repositories: SampleRepository[] = [];
    for (const name of names.toSorted()) {
      const steps = await readSteps(join(examplesFolder, name, "releases"));
      const path = join(samples, name);
      if (!(await exists(path))) await createRepository(path, steps, now);
      repositories.push({ name, path, commits: await readCommits(path, steps) });
    }
    return repositories;
  });
}

async function readSteps(releasesFolder: string): Promise<Step[]> {
  const names = (await readdir(releasesFolder)).toSorted();
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(join(releasesFolder, name, "release.json"), "utf8");
      return {
        ...ReleaseDescription.parse(JSON.parse(text)),
        filesFolder: join(releasesFolder, name, "files"),
      };
    }),
  );
}

/** Made beside its place and moved there when complete: a crash leaves nothing that looks finished. */
async function createRepository(path: string, steps: Step[], now: Date): Promise<void> {
  const staged = `${path}.new`;
  await rm(staged, { recursive: true, force: true });
  await mkdir(staged);
  await sampleGit(staged, ["init", "--quiet", "--template=", "--initial-branch=main"]);
  for (const [index, step] of steps.entries()) {
    await cp(step.filesFolder, staged, { recursive: true });
    await sampleGit(staged, ["add", "--all"]);
    // Minutes apart, so that two releases of one day keep their order.
    const midnightMs = Math.floor(now.getTime() / DAY_MS) * DAY_MS;
    const at = new Date(midnightMs - step.daysAgo * DAY_MS + index * 60_000);
    await sampleGit(staged, ["commit", "--quiet", "--message", step.message], { author: step.author, at });
  }
  await rename(staged, path);
}

/** Found by their message: later commits of other people may lie between and after them. */
async function readCommits(path: string, steps: Step[]): Promise<SampleRepository["commits"]> {
  const log = await sampleGit(path, ["log", "--reverse", "--format=%H %s", "main"]);
  const shaByTitle = new Map(
    log.split("\n").map((line) => [line.slice(line.indexOf(" ") + 1), line.split(" ")[0] ?? ""]),
  );
  return steps.flatMap(({ message, broken }) => {
    const sha = shaByTitle.get(message);
    return sha === undefined ? [] : [{ sha, title: message, broken }];
  });
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
