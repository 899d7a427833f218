export type SearchParams = Promise<Record<string, string | string[] | undefined>>;

const LONGEST_SEARCH = 100;

/** `?search=` of a list. */
export async function searchIn(searchParams: SearchParams): Promise<string> {
  const { search } = await searchParams;
  return (Array.isArray(search) ? (search[0] ?? "") : (search ?? "")).trim().slice(0, LONGEST_SEARCH);
}
