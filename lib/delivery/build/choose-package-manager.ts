import { posix } from "node:path";

import { allDependencies, hasInstallScripts, type PackageManifest } from "./package-manifest";
import { foldersUpwards, type Source } from "./source";

export type PackageManagerName = "npm" | "pnpm" | "yarn";

export type Installation = {
  packageManager: PackageManagerName;
  /** What `packageManager` in package.json asks for, such as "pnpm@9.1.0+sha512…". */
  requested?: string;
  /** Where to install: the folder of the lockfile. "." is the root of the repository. */
  folder: string;
  lockfile?: string;
  /** False when there is nothing to install. */
  isNeeded: boolean;
  /** The result depends on the sources too, not on the lockfile alone: packages of the repository have install scripts. */
  dependsOnSources: boolean;
  /** The package.json files that are installed together. */
  manifestFiles: string[];
  explanation: string[];
};

const LOCKFILES: readonly [string, PackageManagerName][] = [
  ["package-lock.json", "npm"],
  ["npm-shrinkwrap.json", "npm"],
  ["pnpm-lock.yaml", "pnpm"],
  ["yarn.lock", "yarn"],
];

/** Chooses how the dependencies of the service's package.json are installed, and where. */
export function choosePackageManager(
  source: Source,
  manifests: ReadonlyMap<string, PackageManifest>,
): Installation | undefined {
  const manifest = manifests.get(source.servicePath);
  if (!manifest) return undefined;
  const place = findLockfiles(source, manifests);
  const requested = manifests.get(place.folder)?.packageManager ?? manifest.packageManager;
  const requestedName = nameOf(requested);
  const chosen =
    place.lockfiles.find(([, name]) => name === requestedName) ??
    (requestedName ? undefined : place.lockfiles[0]);
  const packageManager = requestedName ?? chosen?.[1] ?? "npm";
  const lockfile = chosen && posix.join(place.folder, chosen[0]);
  const folders = involvedFolders(place.folder, source, manifests);
  const involved = folders.flatMap((folder) => manifests.get(folder) ?? []);
  const dependsOnSources = involved.some(hasInstallScripts);
  return {
    packageManager,
    requested,
    folder: place.folder,
    lockfile,
    isNeeded: dependsOnSources || involved.some((each) => allDependencies(each).length > 0),
    dependsOnSources,
    manifestFiles: folders.map((folder) => posix.join(folder, "package.json")),
    explanation: explain(packageManager, lockfile, place.lockfiles.length, source, place.folder),
  };
}

/** The packages that one installation covers: all below a workspace root, else the one of the folder. */
function involvedFolders(
  folder: string,
  source: Source,
  manifests: ReadonlyMap<string, PackageManifest>,
): string[] {
  if (!isWorkspaceRoot(folder, source, manifests)) return [folder];
  const below = [...manifests.keys()].filter(
    (each) => folder === "." || each === folder || each.startsWith(`${folder}/`),
  );
  return below.toSorted();
}

type Place = { folder: string; lockfiles: readonly (readonly [string, PackageManagerName])[] };

/** The service's own folder, or a folder above it that has the service as a workspace. */
function findLockfiles(source: Source, manifests: ReadonlyMap<string, PackageManifest>): Place {
  for (const folder of foldersUpwards(source.servicePath)) {
    const lockfiles = LOCKFILES.filter(([file]) => source.files.has(posix.join(folder, file)));
    if (lockfiles.length === 0) continue;
    if (folder === source.servicePath || isWorkspaceRoot(folder, source, manifests))
      return { folder, lockfiles };
  }
  return { folder: source.servicePath, lockfiles: [] };
}

const isWorkspaceRoot = (folder: string, source: Source, manifests: ReadonlyMap<string, PackageManifest>) =>
  manifests.get(folder)?.workspaces !== undefined ||
  source.files.has(posix.join(folder, "pnpm-workspace.yaml"));

function nameOf(requested: string | undefined): PackageManagerName | undefined {
  const name = requested?.split("@")[0];
  return name === "npm" || name === "pnpm" || name === "yarn" ? name : undefined;
}

function explain(
  name: PackageManagerName,
  lockfile: string | undefined,
  count: number,
  source: Source,
  folder: string,
): string[] {
  const others =
    count > 1
      ? [`Found several lockfiles; ${name} is used. Delete the others, or name one in "packageManager".`]
      : [];
  if (lockfile) return [`Installs dependencies with ${name}, as ${lockfile} says.`, ...others];
  const hasBun = ["bun.lock", "bun.lockb"].some((file) => source.files.has(posix.join(folder, file)));
  const why = hasBun ? "only a lockfile of Bun, which is not supported yet" : "no lockfile";
  return [
    `Found ${why}: ${name} chooses the versions of dependencies anew in each build, and nothing is reused.`,
  ];
}
