import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, utimes } from "node:fs/promises";
import { basename, join, posix } from "node:path";

import { BuildFailed } from "./build";
import type { Installation } from "./choose-package-manager";
import { copyTree } from "./copy-tree";
import { withFileLock } from "./file-lock";
import { installCommand } from "./package-manager-command";
import { installIdentity } from "./package-manifest";
import { dependenciesFolder } from "./paths";
import { runCommand, type CommandContext } from "./run-command";
import { walkTree } from "./walk-tree";

/**
 * Installs all dependencies, those for development too: the build needs them, and so do many start scripts (tsx,
 * vite preview), which is also why nothing is pruned afterwards. Installed once per lockfile, copied from then on.
 */
export async function installDependencies(
  installation: Installation,
  release: { folder: string; treeSha: string },
  context: CommandContext,
): Promise<{ reused: boolean }> {
  const install = async () => {
    const command = await installCommand(installation, release.folder, context.env["PATH"] ?? "");
    await runCommand("install", command, join(release.folder, installation.folder), context);
  };
  if (!installation.lockfile) {
    await install();
    return { reused: false };
  }
  const key = await dependencyKey(installation, release);
  const cached = join(dependenciesFolder(context.home), key);
  const onWait = () => context.log.say("Waiting for another build that installs the same dependencies.");
  return withFileLock(
    `${cached}.lock`,
    context.signal,
    async () => {
      if (await exists(cached)) {
        await restore(cached, release.folder);
        context.log.say(`Dependencies reused: ${basename(installation.lockfile ?? "")} has not changed.`);
        return { reused: true };
      }
      await install();
      await save(cached, release.folder);
      return { reused: false };
    },
    onWait,
  );
}

/** Removes what no build used for a while. Safe beside running builds: those hold the lock or have their copy. */
export async function pruneDependencies(
  home: string,
  unusedForMs: number,
  now = Date.now(),
): Promise<number> {
  const names = await readdir(dependenciesFolder(home)).catch(() => []);
  const signal = new AbortController().signal;
  let removed = 0;
  for (const name of names.filter((each) => /^[0-9a-f]{40}(\.new)?$/.test(each))) {
    const folder = join(dependenciesFolder(home), name);
    await withFileLock(`${folder.replace(/\.new$/, "")}.lock`, signal, async () => {
      const found = await stat(folder).catch(() => undefined);
      if (!found || now - found.mtimeMs < unusedForMs) return;
      await rm(folder, { recursive: true, force: true });
      removed += 1;
    });
  }
  return removed;
}

/** Files beside the lockfile that change what the same lockfile installs. */
const ALSO_DECIDING = [".npmrc", ".yarnrc", ".yarnrc.yml", "pnpm-workspace.yaml", ".pnpmfile.cjs"];

async function dependencyKey(
  installation: Installation,
  release: { folder: string; treeSha: string },
): Promise<string> {
  const { lockfile = "", folder, packageManager, requested, dependsOnSources, manifestFiles } = installation;
  const hash = createHash("sha256");
  const part = (text: string | Buffer) => hash.update(`${text.length}:`).update(text);
  for (const file of [lockfile, ...ALSO_DECIDING.map((name) => posix.join(folder, name))]) {
    part(await readFile(join(release.folder, file)).catch(() => "absent"));
  }
  for (const file of manifestFiles) {
    part(file + installIdentity(await readFile(join(release.folder, file), "utf8")));
  }
  const { platform, arch, versions } = process;
  for (const text of [packageManager, requested ?? "", folder, platform, arch, versions.modules ?? ""]) {
    part(text);
  }
  if (dependsOnSources) part(release.treeSha);
  return hash.digest("hex").slice(0, 40);
}

/** All node_modules folders of the tree: workspaces have their own beside that of the root. */
async function save(cached: string, folder: string): Promise<void> {
  const staged = `${cached}.new`;
  await rm(staged, { recursive: true, force: true });
  await mkdir(staged, { recursive: true });
  for (const found of await findNodeModules(folder)) await copyTree(join(folder, found), join(staged, found));
  // The rename makes it visible as a whole: a folder without ".new" is complete.
  await rename(staged, cached);
}

async function restore(cached: string, folder: string): Promise<void> {
  await utimes(cached, new Date(), new Date());
  for (const found of await findNodeModules(cached)) {
    await rm(join(folder, found), { recursive: true, force: true });
    await copyTree(join(cached, found), join(folder, found));
  }
}

async function findNodeModules(root: string): Promise<string[]> {
  const isNodeModules = (path: string) => basename(path) === "node_modules";
  const entries = await walkTree(root, (path) => !isNodeModules(path));
  return entries
    .filter((entry) => entry.kind === "directory" && isNodeModules(entry.path))
    .map((entry) => entry.path);
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return false;
    throw new BuildFailed("install", "command_failed", `${path} cannot be read.`);
  }
}
