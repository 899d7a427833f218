import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";

import type { ReportLine } from "../../target";
import type { Limits } from "./limits";
import { InstanceLog } from "./log-file";

/** Removes the logs of stopped instances but for the newest few of each placement. Folder names sort by time. */
export async function pruneLogs(folder: string, inUse: ReadonlySet<string>, keep: number): Promise<void> {
  for (const placement of await names(folder)) {
    const stopped = (await names(join(folder, placement)))
      .toSorted()
      .map((name) => join(folder, placement, name))
      .filter((path) => !inUse.has(path));
    for (const path of stopped.slice(0, Math.max(0, stopped.length - keep)))
      await rm(path, { recursive: true, force: true });
  }
}

/** The last lines a stopped instance printed; undefined when its log is gone. */
export async function readKeptLog(
  folder: string,
  deploymentId: string,
  count: number,
  limits: Limits,
): Promise<ReportLine[] | undefined> {
  for (const placement of await names(folder)) {
    const name = (await names(join(folder, placement)))
      .toSorted()
      .findLast((one) => one.endsWith(`-${deploymentId}`));
    if (name === undefined) continue;
    const log = new InstanceLog(join(folder, placement, name), limits);
    log.flushPartial();
    const lines = log.tail(count);
    log.close();
    return lines;
  }
  return undefined;
}

async function names(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}
