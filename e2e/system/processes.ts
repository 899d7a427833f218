import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { z } from "zod";

import { MARKER_VARIABLE } from "@/lib/delivery/targets/local/daemon/process-group";
import { listProcesses, startedWith } from "@/lib/delivery/targets/local/daemon/process-table";
import { homeMark } from "@/lib/delivery/targets/local/socket-path";

import type { RunningPortal } from "./start-portal";

export const VICTIMS = ["web", "worker", "target", "postgres"] as const;
/** Nothing that is delivered passes through the intake, so the crashes of deliveries leave it alone. */
export type Victim = (typeof VICTIMS)[number] | "intake";

/** Where the embedded database of a home is, as it wrote it down itself. */
const DatabaseState = z.object({ folder: z.string(), port: z.number(), password: z.string() });
export const readDatabaseState = (home: string) =>
  DatabaseState.parse(JSON.parse(readFileSync(join(home, "postgres.json"), "utf8")));

/** The process of one part of a running portal. Throws while there is none. */
export function pidOf(portal: Pick<RunningPortal, "home" | "pid">, victim: Victim): number {
  if (victim === "target") {
    const record = readFileSync(join(portal.home, "target-process.json"), "utf8");
    return z.object({ pid: z.number() }).parse(JSON.parse(record)).pid;
  }
  if (victim === "postgres") {
    const file = join(readDatabaseState(portal.home).folder, "data/postmaster.pid");
    return Number(readFileSync(file, "utf8").split("\n")[0]);
  }
  // Builds inherit the worker's environment, so the parent decides too.
  const found = listProcesses().find(
    ({ pid, parentPid }) => parentPid === portal.pid && startedWith(pid, "SLIPWAY_PROCESS") === victim,
  );
  if (!found) throw new Error(`There is no ${victim} process.`);
  return found.pid;
}

/** Living processes of the releases that run in a home, also those that left their group. */
export const releaseProcesses = (home: string): number[] =>
  listProcesses()
    .filter(({ pid }) => startedWith(pid, MARKER_VARIABLE)?.startsWith(`${homeMark(home)}.`))
    .map(({ pid }) => pid);

/** Temporary folders of running releases. */
export const temporaryFolders = (home: string): string[] => readdirSync(join(home, "target/instances"));
