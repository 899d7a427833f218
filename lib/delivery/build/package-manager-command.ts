import { access, constants, readFile } from "node:fs/promises";
import { join } from "node:path";

import { BuildFailed } from "./build";
import type { Installation, PackageManagerName } from "./choose-package-manager";

/**
 * The command that installs, and a folder to put in front of PATH when the package manager has to come from Corepack.
 * Throws BuildFailed when this machine has neither the package manager nor Corepack.
 */
export async function installCommand(
  installation: Installation,
  directory: string,
  path: string,
): Promise<string> {
  const { packageManager } = installation;
  const launcher = await findLauncher(installation, path);
  const command = (await argumentsFor(installation, directory)).join(" ");
  return launcher === "corepack" ? `corepack ${packageManager} ${command}` : `${packageManager} ${command}`;
}

/** A command of the service in terms of what is there: `pnpm run build` becomes `corepack pnpm run build`. */
export async function launchable(
  command: string,
  installation: Installation | undefined,
  path: string,
): Promise<string> {
  if (!installation || installation.packageManager === "npm") return command;
  const usesIt = new RegExp(`^${installation.packageManager}\\b`).test(command);
  return usesIt && (await findLauncher(installation, path)) === "corepack" ? `corepack ${command}` : command;
}

async function findLauncher(installation: Installation, path: string): Promise<"binary" | "corepack"> {
  const { packageManager, requested } = installation;
  if (await isProgram(packageManager, path)) return "binary";
  if (packageManager !== "npm" && (await isProgram("corepack", path))) return "corepack";
  const wanted = requested?.split("+")[0] ?? packageManager;
  throw new BuildFailed(
    "install",
    "command_failed",
    `This service is installed with ${wanted}, but this machine has neither ${packageManager} nor corepack. Install it for the user that runs Slipway: npm install --global ${packageManager}`,
  );
}

async function argumentsFor(
  { packageManager, lockfile }: Installation,
  directory: string,
): Promise<string[]> {
  if (packageManager === "npm") return [lockfile ? "ci" : "install --no-package-lock", "--include=dev"];
  if (packageManager === "pnpm") {
    // pnpm would hard-link its store, and sealing the release would change the files of the store.
    return [
      "install",
      lockfile ? "--frozen-lockfile" : "--no-lockfile",
      "--config.package-import-method=clone-or-copy",
    ];
  }
  const text = lockfile ? await readFile(join(directory, lockfile), "utf8") : "";
  if (text.includes("__metadata:")) return ["install", "--immutable"];
  return [
    "install",
    "--non-interactive",
    "--production=false",
    lockfile ? "--frozen-lockfile" : "--no-lockfile",
  ];
}

async function isProgram(name: PackageManagerName | "corepack", path: string): Promise<boolean> {
  for (const folder of path.split(":")) {
    const found = await access(join(folder, name), constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return true;
  }
  return false;
}
