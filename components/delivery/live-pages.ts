type WithPages = { state: { data?: { pages: readonly unknown[] } | undefined } };

/** More pages than this do not follow live: each signal would read all of them again, one after the other. */
export const LIVE_PAGES = 4;

/**
 * For a list in pages: a signal reads again what is loaded while that is little, and nothing once the reader is
 * further down. Further pages are read on request either way.
 */
export const livePages = {
  staleTime: Number.POSITIVE_INFINITY, // only a signal makes it stale
  enabled: ({ state }: WithPages) => (state.data?.pages.length ?? 0) <= LIVE_PAGES,
};
