/** `?token=…` and `#token=…`, up to the end of the word, in whatever text they stand. */
const QUERY = /[?#][^\s"'<>=?#]*=[^\s"'<>]*/g;
/** The query of an address, on its own. */
const QUERY_KEY = "query_string";
/** The SDK's own, which never leaves and holds whole objects of the page. */
const SDK_KEY = "sdkProcessingMetadata";

/**
 * Takes the query off every address in an event. One-time links carry their secret there, and an event repeats the
 * address of the page in its request, its breadcrumbs, its stack and its texts.
 */
export function dropQueries<E extends object>(event: E, seen = new WeakSet<object>()): E {
  seen.add(event);
  for (const [key, value] of Object.entries(event)) {
    if (key === QUERY_KEY) Reflect.deleteProperty(event, key);
    else if (typeof value === "string") Reflect.set(event, key, value.replaceAll(QUERY, ""));
    else if (isObject(value) && key !== SDK_KEY && !seen.has(value)) dropQueries(value, seen);
  }
  return event;
}

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;
