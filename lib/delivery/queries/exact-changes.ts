import "server-only";
import { turns } from "@/lib/core/turns";

import { changedFiles, commitsBetween } from "../build";
import type { CommitView } from "../contract";

export type Changes = { commits: CommitView[]; changedFileCount: number | null };

/** More than a person reads in a dialog. */
export const MAXIMUM_COMMITS = 100;
/** A pair is some kilobytes at most, so all of them are a few megabytes. */
const MAXIMUM_PAIRS = 500;
/** A mirror that knows nothing of a commit today may have fetched it tomorrow. */
const NOTHING_LASTS_MS = 60_000;
/** Each is two git processes, started by a web request. */
const inTurn = turns({ atOnce: 2, longestWaitMs: 10_000 });

type Pair = {
  home: string;
  repository: { url: string; path?: string };
  olderSha: string;
  newerSha: string;
};
type Known = { changes: Promise<Changes | undefined>; forgetAtMs: number };

/** By repository, folder and the two commits; what was asked for last stands last. */
const known = new Map<string, Known>();

/**
 * What git says of two commits. That never changes, so each pair is asked for once per process, whatever polls or
 * refetches the pages that show it. Undefined when the mirror is gone or has lost a commit.
 */
export async function exactChanges(pair: Pair): Promise<Changes | undefined> {
  const { home, repository, olderSha, newerSha } = pair;
  const key = JSON.stringify([home, repository.url, repository.path, olderSha, newerSha]);
  const found = known.get(key);
  known.delete(key);
  const entry = found && found.forgetAtMs > Date.now() ? found : ask(pair);
  known.set(key, entry);
  for (const oldest of known.keys()) {
    if (known.size <= MAXIMUM_PAIRS) break;
    known.delete(oldest);
  }
  try {
    const changes = await entry.changes;
    if (!changes) entry.forgetAtMs = Math.min(entry.forgetAtMs, Date.now() + NOTHING_LASTS_MS);
    return changes;
  } catch (error) {
    if (known.get(key) === entry) known.delete(key);
    throw error;
  }
}

function ask({ home, repository, olderSha, newerSha }: Pair): Known {
  const changes = inTurn(async (): Promise<Changes | undefined> => {
    const [commits, { count }] = await Promise.all([
      commitsBetween(home, repository, olderSha, newerSha, { limit: MAXIMUM_COMMITS }),
      changedFiles(home, repository, olderSha, newerSha, { limit: 0 }),
    ]);
    return commits.length > 0 || count > 0 ? { commits, changedFileCount: count } : undefined;
  });
  return { changes, forgetAtMs: Number.POSITIVE_INFINITY };
}
