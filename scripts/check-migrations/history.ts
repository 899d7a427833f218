import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { Journal, readJournal } from "./journal";

export type History = { journal: Journal; sqlOf: (tag: string) => string | undefined };

/** The migrations as they are in the working tree. */
export const historyIn = (folder: string): History => ({
  journal: readJournal(folder),
  sqlOf: (tag) => {
    const path = join(folder, `${tag}.sql`);
    return existsSync(path) ? readFileSync(path, "utf8") : undefined;
  },
});

/**
 * The migrations as they are where this branch left the other one. Undefined when git does not know that commit, or when
 * there were none.
 */
export function historyAtBase(root: string, folder: string, base: string): History | undefined {
  const git = (...args: string[]) =>
    execFileSync("git", args, { cwd: root, encoding: "utf8", maxBuffer: 64 * 1024 * 1024, stdio: "pipe" });
  try {
    const commit = git("merge-base", "HEAD", base).trim();
    const show = (path: string) => git("show", `${commit}:${folder}/${path}`);
    const journal = Journal.parse(JSON.parse(show("meta/_journal.json")));
    return { journal, sqlOf: (tag) => show(`${tag}.sql`) };
  } catch {
    return undefined;
  }
}

/** What was applied somewhere may not change any more: not its text, not its place, not its time. */
export function historyProblems(before: History, now: History): string[] {
  return before.journal.entries.flatMap(({ tag, when }, index) => {
    const entry = now.journal.entries[index];
    if (!now.journal.entries.some((one) => one.tag === tag))
      return [`${tag} was removed. Databases have applied it; take back what it does in a new migration.`];
    if (entry?.tag !== tag)
      return [`${tag} was at place ${index} and is not any more. A new migration goes to the end.`];
    if (entry.when !== when) return [`The time of ${tag} in the journal was changed.`];
    return now.sqlOf(tag) === before.sqlOf(tag)
      ? []
      : [`${tag}.sql was edited. Databases that have applied it do not see that; write a new migration.`];
  });
}

export const newTags = (before: History, now: History): string[] => {
  const known = new Set(before.journal.entries.map(({ tag }) => tag));
  return now.journal.entries.map(({ tag }) => tag).filter((tag) => !known.has(tag));
};
