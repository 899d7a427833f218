/**
 * The applied migrations in the output of a status command: those of `names` that it mentions, and whatever else stands
 * alone on a line. Lines of tools that also list what is missing are understood: `[ ] 2_b.sql` (dbmate), `Pending -- 2_b.sql`
 * (goose), `2_b | Pending` (Flyway). A line that is only a version (`7`, `0007`, `V7`) means the migration that begins so.
 * Each comes with the word by which the command called it, for that is how it wants to be spoken to.
 */
export function appliedIn(lines: readonly string[], names: readonly string[]): ReadonlyMap<string, string> {
  const applied = new Map<string, string>();
  for (const line of lines) {
    if (/^\s*\[\s*\]|\bpending\b|\bnot (yet )?(been )?applied\b/i.test(line)) continue;
    const words = line
      .replace(/^\s*\[[xX✓]\]/, "")
      .split(/[\s,|"'`()[\]]+/)
      .filter(Boolean)
      .map((printed) => ({ printed, word: printed.replace(/(\.up)?\.sql$/, "") }));
    const [only] = words.length === 1 ? words : [];
    const named = words.filter(({ word }) => names.includes(word));
    if (named.length > 0) for (const { word, printed } of named) applied.set(word, printed);
    else if (only)
      applied.set(names.find((name) => versionOf(name) === versionOf(only.word)) ?? only.word, only.printed);
  }
  return applied;
}

/** Digits without the zeros before them, so that 7 is 0007; the word itself where it has none. */
const versionOf = (word: string): string => /^V?0*(\d+)/.exec(word)?.[1] ?? word;
