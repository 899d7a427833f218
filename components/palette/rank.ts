import { defaultFilter } from "cmdk";

type Findable = { label: string; keywords?: readonly string[] | undefined };
type Group<Entry> = { heading: string; entries: readonly Entry[] };

/**
 * How well an entry answers what is typed; 0 is not at all. Whole words count before parts of words, and letters that
 * are strewn over a label come last: a sentence is long enough to contain almost anything.
 */
export function matchOf({ label, keywords = [] }: Findable, search: string): number {
  const name = label.toLowerCase();
  const sought = search.trim().toLowerCase();
  if (name === sought) return 5;
  if (name.startsWith(sought)) return 4;
  const typed = sought.split(/\s+/);
  const texts = [name, ...keywords.map((keyword) => keyword.toLowerCase())];
  const words = texts.flatMap((text) => text.split(/[^\p{L}\p{N}]+/u));
  if (typed.every((part) => words.some((word) => word.startsWith(part)))) return 3;
  if (typed.every((part) => texts.some((text) => text.includes(part)))) return 2;
  return Math.min(1, defaultFilter(label, sought, [...keywords]));
}

/** The groups with what matches: the best entry of all stands first. Of equally good ones the earlier group leads. */
export function ranked<Entry extends Findable>(
  groups: readonly Group<Entry>[],
  search: string,
): Group<Entry>[] {
  if (search.trim() === "") return groups.filter(({ entries }) => entries.length > 0);
  return groups
    .map((group) => {
      const matches = group.entries
        .map((entry) => ({ entry, match: matchOf(entry, search) }))
        .filter(({ match }) => match > 0)
        .toSorted((one, other) => other.match - one.match);
      return {
        group: { ...group, entries: matches.map(({ entry }) => entry) },
        best: matches[0]?.match ?? 0,
      };
    })
    .filter(({ best }) => best > 0)
    .toSorted((one, other) => other.best - one.best)
    .map(({ group }) => group);
}
