import { z } from "zod";

import { BuildFailed } from "./build";

const Dependencies = z.record(z.string(), z.string()).catch({});

/** The parts of package.json that decide how a service is built; npm's own leniency is kept. */
const PackageManifest = z.object({
  version: z.string().optional().catch(undefined),
  packageManager: z.string().optional().catch(undefined),
  scripts: z.record(z.string(), z.string()).catch({}),
  dependencies: Dependencies,
  devDependencies: Dependencies,
  optionalDependencies: Dependencies,
  workspaces: z.unknown().optional(),
});
export type PackageManifest = z.infer<typeof PackageManifest>;

/** Throws BuildFailed when the file is no JSON object. */
export function parsePackageManifest(text: string, fileName: string): PackageManifest {
  const failed = (why: string) => new BuildFailed("detect", "invalid_configuration", `${fileName} ${why}`);
  let value: unknown;
  try {
    // npm accepts a byte order mark, JSON.parse does not.
    value = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    throw failed(`is not valid JSON: ${error instanceof Error ? error.message : "unknown reason"}`);
  }
  const parsed = PackageManifest.safeParse(value);
  if (!parsed.success) throw failed("does not hold a JSON object.");
  return parsed.data;
}

export function allDependencies(manifest: PackageManifest): string[] {
  const { dependencies, devDependencies, optionalDependencies } = manifest;
  return Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies });
}

/** Scripts that a package manager runs by itself after installing; their effect depends on the sources. */
export function hasInstallScripts(manifest: PackageManifest): boolean {
  const names = [
    "preinstall",
    "install",
    "postinstall",
    "prepublish",
    "preprepare",
    "prepare",
    "postprepare",
  ];
  return names.some((name) => manifest.scripts[name] !== undefined);
}

const INSTALL_FIELDS = (
  "name bin dependencies devDependencies optionalDependencies peerDependencies bundleDependencies " +
  "overrides resolutions pnpm workspaces packageManager engines"
).split(" ");

/** The part of a package.json that changes what is installed: a new version or script installs nothing else. */
export function installIdentity(text: string): string {
  const parsed = z.record(z.string(), z.unknown()).safeParse(JSON.parse(text.replace(/^\uFEFF/, "")));
  const fields = parsed.success ? parsed.data : {};
  return JSON.stringify(INSTALL_FIELDS.map((name) => fields[name] ?? null));
}
