import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { describeMigrations, type DescribedMigrations } from "../migrations/describe-migrations";
import {
  BuildFailed,
  type BuildLine,
  type BuildOutcome,
  type BuildRequest,
  type BuildStep,
  type Commit,
} from "./build";
import { createBuildLog, type BuildLog } from "./build-log";
import { checkOut } from "./checkout";
import { detect, type Detection } from "./detect";
import { diskFull, isDiskFull } from "./disk-space";
import { buildEnvironment } from "./environment";
import { withFileLock } from "./file-lock";
import { GitFailed } from "./git";
import { lastLine } from "./git-failure";
import { changedFiles, commitsBetween } from "./history";
import { installDependencies } from "./install-dependencies";
import { fetchMirror, findMirror, type Mirror } from "./mirror";
import { launchable } from "./package-manager-command";
import { releasePaths, releasesFolder } from "./paths";
import { readMarker, writeMarker } from "./release-marker";
import { removeRelease } from "./release-store";
import { findCommit, isFullSha, nearestTag, resolveCommit } from "./resolve-commit";
import { runCommand, type CommandContext } from "./run-command";
import { sealTree } from "./seal";
import { readSource, type Source } from "./source";
import { chooseOutput } from "./static-output";
import { createStepClock, type StepClock } from "./step-clock";

const COMMAND_TIMEOUT_MS = 15 * 60_000;

/** Told as soon as the commit is known, so that a build that fails later still names it. */
type OnCommit = (commit: Commit) => Promise<void>;

type Build = {
  request: BuildRequest;
  log: BuildLog;
  clock: StepClock;
  signal: AbortSignal;
  onCommit: OnCommit;
};

/**
 * Turns a commit into an immutable release below `home`. Repeating it with the same request gives the same release,
 * also after the process was killed half-way. Throws BuildFailed, and `signal.reason` when aborted.
 */
export async function buildRelease(
  request: BuildRequest,
  write: (line: BuildLine) => void,
  signal: AbortSignal,
  onCommit: OnCommit = async () => {},
): Promise<BuildOutcome> {
  const log = createBuildLog(write);
  const build: Build = { request, log, clock: createStepClock(), signal, onCommit };
  const paths = releasePaths(request.home, request.releaseId);
  try {
    await prepareFolders(request.home);
    return await withFileLock(paths.lock, signal, async () => {
      const finished = await readMarker(paths.marker, request);
      return finished ?? (await buildAnew(build));
    });
  } catch (error) {
    signal.throwIfAborted();
    throw await explainFailure(error, build);
  }
}

async function buildAnew(build: Build): Promise<BuildOutcome> {
  const { home, releaseId } = build.request;
  await removeRelease(home, releaseId);
  try {
    return await runSteps(build);
  } catch (error) {
    await removeRelease(home, releaseId);
    throw error;
  } finally {
    await rm(releasePaths(home, releaseId).processes, { force: true });
  }
}

async function runSteps(build: Build): Promise<BuildOutcome> {
  const { request, log, clock, signal } = build;
  const { home, repository, releaseId } = request;
  const paths = releasePaths(home, releaseId);

  const { mirror, commit } = await clock.run("fetch", () => fetchCommit(build));
  log.say(`Building ${commit.sha.slice(0, 8)} "${commit.subject}" by ${commit.authorName}.`);
  await build.onCommit(commit);
  const source = await clock.run("checkout", async () => {
    const found = await readSource(mirror, commit.sha, repository.path, signal);
    await checkOut(mirror, commit.sha, found, home, paths, log, signal);
    return found;
  });
  const { detection, migrations } = await clock.run("detect", async () => {
    const found = detect(source, request.settings);
    const { explanation, ...described } = await migrationsOf(found, request, paths.folder);
    found.explanation.push(...explanation);
    return { detection: found, migrations: described };
  });
  for (const sentence of detection.explanation) log.say(sentence);

  const context: CommandContext = {
    home,
    log,
    signal,
    env: buildEnvironment(commit, home),
    releaseFolder: paths.folder,
    processesFile: paths.processes,
    timeoutMs: COMMAND_TIMEOUT_MS,
  };
  const { reused } = await clock.run("install", () => install(detection, source, paths.folder, context));
  const serve = await clock.run("build", () => compile(detection, source, paths.folder, context));
  const sealed = await clock.run("seal", () => sealTree(paths.folder));
  const outcome: BuildOutcome = {
    artifact: { kind: "directory", path: paths.folder },
    plan: {
      serve,
      workingDirectory: source.servicePath,
      readiness: detection.readiness,
      migrateCommand: detection.migrateCommand,
      migrateStatusCommand: detection.migrateStatusCommand,
      migrateDownCommand: detection.migrateDownCommand,
      variables: detection.variables,
      metrics: detection.metrics,
    },
    checks: detection.checks,
    dependsOn: detection.dependsOn,
    ...migrations,
    explanation: detection.explanation,
    ...sealed,
    commit,
    version: detection.version ?? (await nearestTag(mirror, commit.sha, signal)),
    ...(await changesSince(build, commit)),
    stepDurationsMs: clock.durationsMs,
    dependenciesReused: reused,
  };
  await writeMarker(paths.marker, request, outcome);
  log.say(
    `Sealed ${sealed.fileCount} files, ${Math.ceil(sealed.sizeBytes / 1_000).toLocaleString("en")} kB, ${sealed.digest}.`,
  );
  return outcome;
}

/** A commit that is in the mirror already needs no connection: a repository that is down does not stop a rebuild. */
async function fetchCommit({ request, log, signal }: Build): Promise<{ mirror: Mirror; commit: Commit }> {
  const { home, repository } = request;
  const ref = request.ref || repository.branch || "";
  const present = isFullSha(ref) ? await findMirror(repository.url, home) : undefined;
  const known = present && (await findCommit(present, ref, signal));
  if (present && known) return { mirror: present, commit: known };
  const onWait = () => log.say("Waiting for another build that fetches this repository.");
  const mirror = await fetchMirror(repository.url, home, signal, onWait);
  log.say(`Fetched ${mirror.url.shown}.`);
  return { mirror, commit: await resolveCommit(mirror, ref, home, signal) };
}

const migrationsOf = (
  { migrateCommand, migrations, migrationClass }: Detection,
  { previousRelease }: BuildRequest,
  folder: string,
): Promise<DescribedMigrations> =>
  describeMigrations(
    migrations?.files ?? [],
    { migrates: migrateCommand !== undefined, declaredClass: migrationClass, previous: previousRelease },
    (path) => readFile(join(folder, path), "utf8"),
  );

async function install(
  { installation }: Detection,
  { treeSha }: Source,
  folder: string,
  context: CommandContext,
): Promise<{ reused: boolean }> {
  if (!installation?.isNeeded) return { reused: false };
  return installDependencies(installation, { folder, treeSha }, context);
}

async function compile(
  detection: Detection,
  { servicePath }: Source,
  folder: string,
  context: CommandContext,
): Promise<BuildOutcome["plan"]["serve"]> {
  const { buildCommand, installation, serve, explanation } = detection;
  const serviceFolder = join(folder, servicePath);
  const path = context.env["PATH"] ?? "";
  if (buildCommand) {
    await runCommand("build", await launchable(buildCommand, installation, path), serviceFolder, context);
  }
  if (serve.kind === "process")
    return { ...serve, command: await launchable(serve.command, installation, path) };
  const settled = explanation.length;
  const chosen = await chooseOutput(serve, serviceFolder, explanation);
  for (const sentence of explanation.slice(settled)) context.log.say(sentence);
  // Files alone are served: what built them would only be carried along.
  if (!detection.migrateCommand)
    await rm(join(serviceFolder, "node_modules"), { recursive: true, force: true });
  return chosen;
}

async function changesSince({ request, signal }: Build, commit: Commit) {
  const { previousCommit, home, repository } = request;
  if (previousCommit === undefined) return { changelog: [], changedFileCount: 0 };
  const changelog = await commitsBetween(home, repository, previousCommit, commit.sha, {
    limit: 100,
    signal,
  });
  const { count } = await changedFiles(home, repository, previousCommit, commit.sha, { limit: 0, signal });
  return { changelog, changedFileCount: count };
}

/** Node reads the nearest package.json above a file; without this one it could be that of whatever holds `home`. */
async function prepareFolders(home: string): Promise<void> {
  await mkdir(releasesFolder(home), { recursive: true });
  const guard = join(releasesFolder(home), "package.json");
  await writeFile(guard, '{ "private": true }\n', { flag: "wx" }).catch((error: unknown) => {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  });
}

/** A full disk and a git that failed in an unforeseen way can happen in every step; the rest is known or a bug. */
async function explainFailure(error: unknown, { clock, log, request }: Build): Promise<unknown> {
  const failure = isDiskFull(error)
    ? await diskFull(clock.current, request.home)
    : explainGit(error, clock.current);
  if (!(failure instanceof BuildFailed)) return failure;
  return new BuildFailed(failure.step, failure.code, failure.message, log.tail(20));
}

function explainGit(error: unknown, step: BuildStep): unknown {
  if (!(error instanceof GitFailed)) return error;
  if (error.timedOut)
    return new BuildFailed(step, "timeout", `git took too long in step ${step} and was stopped.`);
  return new BuildFailed(step, "command_failed", `git failed in step ${step}: ${lastLine(error.stderr)}`);
}
