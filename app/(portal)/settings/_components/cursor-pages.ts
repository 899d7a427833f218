type Search = Record<string, string | string[] | undefined>;

/** A cursor in the URL, and the links that move it. */
export function cursorIn({ cursor }: Search): string | undefined {
  return typeof cursor === "string" && cursor.length <= 200 ? cursor : undefined;
}

export function pagesOf(path: string, cursor: string | undefined, nextCursor: string | null) {
  return {
    newest: cursor ? path : undefined,
    older: nextCursor ? `${path}?cursor=${encodeURIComponent(nextCursor)}` : undefined,
  };
}
