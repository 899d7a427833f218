import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { z } from "zod";

const Entry = z.object({ idx: z.number(), when: z.number(), tag: z.string() });
export const Journal = z.object({ entries: z.array(Entry) });
export type Journal = z.infer<typeof Journal>;
const Snapshot = z.object({ id: z.string(), prevId: z.string() });

const FIRST = "00000000-0000-0000-0000-000000000000";

export const readJournal = (folder: string): Journal =>
  Journal.parse(JSON.parse(readFileSync(join(folder, "meta/_journal.json"), "utf8")));

/**
 * Whether the journal, the SQL files and the snapshots belong together: numbered without a gap, in the order of their
 * time (a database applies only what is newer than what it has), each with its file and its snapshot, each snapshot made
 * from the one before, and nothing that the journal does not name.
 */
export function journalProblems(folder: string): string[] {
  const { entries } = readJournal(folder);
  const problems: string[] = [];
  let previousId = FIRST;
  for (const [index, { idx, tag, when }] of entries.entries()) {
    const number = String(index).padStart(4, "0");
    const before = entries[index - 1];
    if (idx !== index || !tag.startsWith(`${number}_`))
      problems.push(`${tag} stands at place ${index} of the journal, so its number has to be ${number}.`);
    if (before && when <= before.when)
      problems.push(`${tag} is not newer than ${before.tag}, so a database that has that one would skip it.`);
    if (!existsSync(join(folder, `${tag}.sql`)))
      problems.push(`The journal names ${tag}, and there is no ${tag}.sql.`);
    const snapshot = readSnapshot(join(folder, `meta/${number}_snapshot.json`));
    if (!snapshot) problems.push(`${tag} has no snapshot that can be read.`);
    else if (snapshot.prevId !== previousId)
      problems.push(`The snapshot of ${tag} was not made from the one before. Generate it again.`);
    previousId = snapshot?.id ?? "";
  }
  return [...problems, ...strayProblems(folder, entries)];
}

function strayProblems(folder: string, entries: Journal["entries"]): string[] {
  const tags = new Set(entries.map(({ tag }) => `${tag}.sql`));
  const snapshots = new Set(entries.map(({ tag }) => `${tag.slice(0, 4)}_snapshot.json`));
  const files = readdirSync(folder).filter((name) => name.endsWith(".sql") && !tags.has(name));
  const stray = readdirSync(join(folder, "meta")).filter(
    (name) => name.endsWith("_snapshot.json") && !snapshots.has(name),
  );
  return [...files, ...stray.map((name) => `meta/${name}`)].map(
    (name) => `${name} is not in the journal, so it is never applied.`,
  );
}

function readSnapshot(path: string) {
  try {
    return Snapshot.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch {
    return undefined;
  }
}
