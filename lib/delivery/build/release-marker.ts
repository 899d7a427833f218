import { open, readFile, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";

import { z } from "zod";

import { MIGRATION_CLASSES } from "@/db/enums";
import { CheckDefinitions } from "@/lib/checks/contract";
import { VariableRule } from "@/lib/configuration/contract";

import { MetricsPage } from "../targets/rollout-schema";
import { BUILD_STEPS, type BuildOutcome, type BuildRequest } from "./build";

const Commit = z.object({
  sha: z.string(),
  subject: z.string(),
  authorName: z.string(),
  authoredAt: z.string(),
});

const Serve = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("process"), command: z.string(), portVariable: z.string() }),
  z.object({ kind: z.literal("static"), directory: z.string(), singlePage: z.boolean() }),
]);

const Probe = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("http"), path: z.string(), expect: z.enum(["any_below_500", "success"]) }),
  z.object({ kind: z.literal("tcp") }),
]);

const Plan = z.object({
  serve: Serve,
  workingDirectory: z.string(),
  readiness: z.object({
    probe: Probe,
    intervalMs: z.number(),
    timeoutMs: z.number(),
    deadlineMs: z.number(),
  }),
  migrateCommand: z.string().optional(),
  migrateStatusCommand: z.string().optional(),
  migrateDownCommand: z.string().optional(),
  variables: z.array(VariableRule).optional(),
  metrics: MetricsPage.optional(),
});

const Migration = z.object({
  name: z.string(),
  checksum: z.string(),
  class: z.enum(MIGRATION_CLASSES),
  why: z.array(z.string()),
  hasDown: z.boolean(),
  isNew: z.boolean(),
  isEdited: z.boolean(),
  isDeclared: z.boolean(),
});

const Outcome = z.object({
  artifact: z.object({ kind: z.literal("directory"), path: z.string() }),
  plan: Plan,
  checks: CheckDefinitions,
  // Absent in what was built before services could say it.
  dependsOn: z.array(z.string()).default([]),
  migrations: z.array(Migration),
  migrationClass: z.enum(MIGRATION_CLASSES),
  explanation: z.array(z.string()),
  digest: z.string(),
  sizeBytes: z.number(),
  fileCount: z.number(),
  commit: Commit,
  version: z.string().optional(),
  changelog: z.array(Commit),
  changedFileCount: z.number(),
  stepDurationsMs: z.partialRecord(z.enum(BUILD_STEPS), z.number()),
  dependenciesReused: z.boolean(),
});

const Marker = z.object({ format: z.literal(1), request: z.string(), outcome: Outcome });

/** Says durably that the release beside it is complete, and what it is. */
export async function writeMarker(path: string, request: BuildRequest, outcome: BuildOutcome): Promise<void> {
  const staged = `${path}.new`;
  const file = await open(staged, "w");
  try {
    await file.writeFile(JSON.stringify({ format: 1, request: identityOf(request), outcome }));
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(staged, path);
  const folder = await open(dirname(path), "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** The outcome of a build that was finished before; undefined when there is none or it was of another request. */
export async function readMarker(path: string, request: BuildRequest): Promise<BuildOutcome | undefined> {
  const text = await readFile(path, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    const marker = Marker.parse(JSON.parse(text));
    return marker.request === identityOf(request) ? marker.outcome : undefined;
  } catch {
    // Written by another version of Slipway, or damaged: building again is always right.
    await rm(path, { force: true });
    return undefined;
  }
}

const identityOf = ({ repository, ref, settings, previousCommit }: BuildRequest): string =>
  JSON.stringify([repository.url, repository.path ?? "", ref, settings, previousCommit ?? ""]);
