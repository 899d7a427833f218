import { posix } from "node:path";

import type { MigrationClass } from "@/db/enums";
import type { CheckDefinition } from "@/lib/checks/contract";
import type { VariableRule } from "@/lib/configuration/contract";

import { findMigrations, type FoundMigrations } from "../migrations/find-migrations";
import type { MetricsPage, Readiness } from "../targets/target";
import { BuildFailed, type ServiceSettings } from "./build";
import { choosePackageManager, type Installation } from "./choose-package-manager";
import { parsePackageManifest, type PackageManifest } from "./package-manifest";
import { parseServiceConfiguration } from "./parse-service-configuration";
import { readinessOf } from "./readiness";
import type { ServiceConfiguration } from "./service-configuration";
import { foldersUpwards, type Source } from "./source";
import { detectStaticSite, type StaticSite } from "./static-site";
import { mergeWishes, type Wishes } from "./wishes";

/** What a build has to do and how its result runs. */
export type Detection = {
  installation?: Installation;
  buildCommand?: string;
  serve: { kind: "process"; command: string; portVariable: string } | ({ kind: "static" } & StaticSite);
  readiness: Readiness;
  migrateCommand?: string;
  migrateStatusCommand?: string | undefined;
  migrateDownCommand?: string | undefined;
  /** Undefined where no migrations were found. */
  migrations?: FoundMigrations | undefined;
  /** What `slipway.yaml` declares of new migrations. */
  migrationClass?: MigrationClass | undefined;
  checks: CheckDefinition[];
  dependsOn: string[];
  variables?: VariableRule[];
  /** Undefined for static sites, which have no process to ask. */
  metrics?: MetricsPage | undefined;
  version?: string;
  /** One sentence per choice, for a person to read and correct. */
  explanation: string[];
};

/** Decides how a service is built and run from the names of its files. Pure. Throws BuildFailed. */
export function detect(source: Source, settings: ServiceSettings): Detection {
  const explanation: string[] = [];
  const file = readConfiguration(source, explanation);
  const wishes = mergeWishes(settings, file);
  const manifests = readManifests(source);
  const manifest = manifests.get(source.servicePath);
  const installation = choosePackageManager(source, manifests);
  const runner = installation?.packageManager ?? "npm";
  const buildCommand =
    wishes.buildCommand ?? (manifest?.scripts["build"] ? `${runner} run build` : undefined);
  const serve = chooseServe(source, wishes, manifest, runner, buildCommand, explanation);
  if (buildCommand) explanation.push(`Builds with \`${buildCommand}\`.`);
  if (installation?.isNeeded) explanation.push(...installation.explanation);
  const migrations = migrationsOf(source, wishes, explanation);
  const count = file.checks?.length ?? 0;
  if (count > 0) explanation.push(`Declares ${count === 1 ? "one check" : `${count} checks`}.`);
  if (file.dependsOn?.length) explanation.push(`Depends on ${file.dependsOn.join(", ")}.`);
  const needed = (wishes.variables ?? []).filter(({ required }) => required).map(({ key }) => key);
  if (needed.length > 0) explanation.push(`Needs ${needed.join(", ")} to be set where it runs.`);
  const metrics = serve.kind === "process" ? wishes.metrics : undefined;
  if (metrics) explanation.push(`Reads metrics at ${metrics.path} every ${metrics.intervalMs / 1_000} s.`);
  return {
    installation,
    buildCommand,
    serve,
    readiness: readinessOf(wishes, serve.kind, explanation),
    migrateCommand: wishes.migrateCommand,
    migrateStatusCommand: wishes.migrateStatusCommand,
    migrateDownCommand: wishes.migrateDownCommand,
    migrations,
    migrationClass: wishes.migrationClass,
    checks: file.checks ?? [],
    dependsOn: file.dependsOn ?? [],
    variables: wishes.variables,
    metrics,
    // npm init's own placeholder says nothing about the release.
    version: manifest?.version === "0.0.0" ? undefined : manifest?.version,
    explanation,
  };
}

function migrationsOf(source: Source, wishes: Wishes, explanation: string[]): FoundMigrations | undefined {
  const links = new Set(source.symlinks);
  const files = [...source.files].filter((file) => !links.has(file));
  const found = findMigrations(files, source.servicePath, wishes.migrationsDirectory);
  if (found?.files.length === 0) {
    const sentence = `slipway.yaml names ${found.directory} as the folder of the migrations, and there are none in it.`;
    throw new BuildFailed("detect", "invalid_configuration", sentence);
  }
  if (wishes.migrateCommand)
    explanation.push(`Migrates with \`${wishes.migrateCommand}\`, once per environment and release.`);
  if (found) {
    const count = found.files.length === 1 ? "one migration" : `${found.files.length} migrations`;
    const how = wishes.migrateCommand ? "" : ", which the service has to apply itself: no migrate command";
    explanation.push(`Found ${count} in ${found.directory}${how}.`);
  }
  return found;
}

function chooseServe(
  source: Source,
  wishes: Wishes,
  manifest: PackageManifest | undefined,
  runner: string,
  buildCommand: string | undefined,
  explanation: string[],
): Detection["serve"] {
  const portVariable = wishes.portVariable ?? "PORT";
  const runs = (command: string, because: string): Detection["serve"] => {
    explanation.push(`${because}: runs \`${command}\` and expects it to listen on $${portVariable}.`);
    return { kind: "process", command, portVariable };
  };
  if (wishes.startCommand) return runs(wishes.startCommand, "A start command is configured");
  const start = wishes.outputDirectory === undefined ? manifest?.scripts["start"] : undefined;
  if (manifest && start)
    return runs(startCommandOf(manifest, start, runner), "Found package.json with a start script");
  const site = detectStaticSite(source, wishes, manifest, buildCommand, explanation);
  if (site) return { kind: "static", ...site };
  // What npm itself runs for `npm start` when there is no start script.
  if (manifest && source.files.has(posix.join(source.servicePath, "server.js"))) {
    return runs("node server.js", "Found package.json without a start script beside a server.js");
  }
  throw notAService(source, manifest);
}

/**
 * The script's own text, because npm in front of it costs 50 MB and passes signals on badly. Scripts that lean on
 * npm (hooks before and after, its variables) are started through it.
 */
function startCommandOf(manifest: PackageManifest, start: string, runner: string): string {
  const { prestart, poststart } = manifest.scripts;
  return prestart || poststart || /npm_(package|config|lifecycle)_/.test(start)
    ? `${runner} run start`
    : start;
}

function notAService(source: Source, manifest: PackageManifest | undefined): BuildFailed {
  const where = source.servicePath === "." ? "the repository" : source.servicePath;
  const found = manifest ? "package.json has neither a start nor a build script" : "no package.json";
  const nested = [...source.files].filter(
    (file) => file.endsWith("/package.json") && !file.includes("node_modules/"),
  );
  const inside = nested.filter(
    (file) => source.servicePath === "." || file.startsWith(`${source.servicePath}/`),
  );
  const folders = inside.slice(0, 3).map((file) => posix.dirname(file));
  const hint =
    folders.length > 0 ? ` If the service is in ${folders.join(" or ")}, set that as its path.` : "";
  return new BuildFailed(
    "detect",
    "not_a_service",
    `Nothing in ${where} says how to run it: ${found}, no slipway.yaml with start or output, and no index.html.${hint} Add a start script to package.json, or say how to start it in slipway.yaml or in the service's settings.`,
  );
}

/** By folder. A broken package.json of some other package of the repository is not this service's problem. */
function readManifests(source: Source): Map<string, PackageManifest> {
  const chain = new Set(foldersUpwards(source.servicePath));
  const manifests = new Map<string, PackageManifest>();
  for (const [file, text] of source.texts) {
    const folder = posix.dirname(file);
    if (posix.basename(file) !== "package.json") continue;
    try {
      manifests.set(folder, parsePackageManifest(text, file));
    } catch (error) {
      if (chain.has(folder)) throw error;
    }
  }
  return manifests;
}

function readConfiguration(source: Source, explanation: string[]): ServiceConfiguration {
  const file = posix.join(source.servicePath, "slipway.yaml");
  const text = source.texts.get(file);
  if (text !== undefined) {
    explanation.push(`Read ${file}.`);
    return parseServiceConfiguration(text, file);
  }
  const misnamed = ["slipway.yml", ".slipway.yaml", ".slipway.yml"].map((name) =>
    posix.join(source.servicePath, name),
  );
  const found = misnamed.find((name) => source.files.has(name));
  if (!found) return {};
  throw new BuildFailed("detect", "invalid_configuration", `Found ${found}; rename it to slipway.yaml.`);
}
