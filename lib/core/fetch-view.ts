/** A refused read, with the sentence the server gave and the request id to quote. */
export class ViewUnavailable extends Error {
  override name = "ViewUnavailable";
  constructor(
    readonly status: number,
    message: string,
    readonly requestId: string | null,
  ) {
    super(message);
  }
}

/**
 * Reads a view from our own API in the browser. The shape is the server's promise (its routes are typed by the same
 * contract), so it is not parsed again here: that would put the schemas into every page's JavaScript.
 */
export async function fetchView<T>(path: string, signal?: AbortSignal): Promise<T> {
  const response = await fetch(path, { headers: { accept: "application/json" }, ...(signal && { signal }) });
  const body: unknown = await response.json().catch(() => null);
  if (response.ok) {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the one place a response of ours gets its type
    return body as T;
  }
  const detail =
    typeof body === "object" && body !== null && "detail" in body ? String(body.detail) : undefined;
  throw new ViewUnavailable(
    response.status,
    detail ?? `This could not be loaded (${response.status}).`,
    response.headers.get("x-request-id"),
  );
}

/** `?a=1&b=2` without what is empty; arrays are joined by commas. */
export function searchOf(
  values: Record<string, string | number | readonly string[] | null | undefined>,
): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(values)) {
    const text = Array.isArray(value) ? value.join(",") : value;
    if (text !== null && text !== undefined && text !== "") search.set(key, String(text));
  }
  const text = search.toString();
  return text ? `?${text}` : "";
}
