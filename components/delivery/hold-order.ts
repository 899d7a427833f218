/** A row of a list that holds its order; `gone` when the list does not have it any more. */
export type HeldRow<Item> = { id: string; item: Item; gone: boolean };

export const asRows = <Item extends { id: string }>(items: readonly Item[]): HeldRow<Item>[] =>
  items.map((item) => ({ id: item.id, item, gone: false }));

/** The rows as they stood, with what is known of them now; what is gone keeps its place, what is new comes last. */
export function holdOrder<Item extends { id: string }>(
  shown: readonly HeldRow<Item>[],
  items: readonly Item[],
): HeldRow<Item>[] {
  const now = new Map(items.map((item) => [item.id, item]));
  const known = new Set(shown.map(({ id }) => id));
  const kept = shown.map(({ id, item }): HeldRow<Item> => {
    const current = now.get(id);
    return { id, item: current ?? item, gone: current === undefined };
  });
  return [...kept, ...asRows(items.filter(({ id }) => !known.has(id)))];
}
