export type SearchParams = Promise<Record<string, string | string[] | undefined>>;

const LONGEST_TEXT = 100;

/** A text of the URL, `?search=` of a list above all; empty when it is not there. */
export async function textIn(searchParams: SearchParams, name: string): Promise<string> {
  const given = (await searchParams)[name];
  return (Array.isArray(given) ? (given[0] ?? "") : (given ?? "")).trim().slice(0, LONGEST_TEXT);
}
