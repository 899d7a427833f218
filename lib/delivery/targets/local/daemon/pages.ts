/** What the gateway itself says, as a small page for people and as JSON (RFC 9457) for programs. */
export type Page = { status: number; title: string; text: string; retryAfterSeconds?: number };

export function noSuchHost(host: string, known: readonly string[]): Page {
  const text =
    known.length === 0
      ? "No service runs here now. Slipway says what was deployed, and what became of it."
      : `Known names: ${known.slice(0, 50).join(", ")}${known.length > 50 ? ", …" : "."}`;
  // Asked by its address or as plain localhost, which belongs to no service.
  const isNobody = host === "" || host === "localhost" || /^\d+$/.test(host);
  const title = isNobody ? "Each service has an address of its own" : `Nothing is deployed as ${host}`;
  return { status: 404, title, text };
}

export function nothingRuns(host: string): Page {
  return {
    status: 503,
    title: `${host} is not running`,
    text: "No release serves here at the moment. Deploy one in Slipway, or look there for the reason.",
    retryAfterSeconds: 5,
  };
}

export function startingUp(host: string): Page {
  return {
    status: 503,
    title: `${host} is starting`,
    text: "The release is being started again and did not become ready in time. Try again in a moment.",
    retryAfterSeconds: 2,
  };
}

export function brokeOff(host: string): Page {
  return {
    status: 502,
    title: `${host} broke off`,
    text: "The service closed the connection before it answered. Its log in Slipway may say why.",
  };
}

export const badHost: Page = {
  status: 400,
  title: "The host name is not valid",
  text: "The Host header of the request cannot be read.",
};

export const cannotBePassedOn: Page = {
  status: 400,
  title: "The request cannot be passed on",
  text: "One of its headers, or of the answer's, is not valid there. The log of the local target names it.",
};

export const bodyWithUpgrade: Page = {
  status: 400,
  title: "The request was not understood",
  text: "A request with a body cannot ask for another protocol here. Send it without the Upgrade header.",
};

/** Body and headers of a page in the form the client asked for. */
export function renderPage(
  page: Page,
  accept: string | undefined,
): { body: string; headers: Record<string, string> } {
  const wantsJson = /\bjson\b/.test(accept ?? "") && !/\btext\/html\b/.test(accept ?? "");
  const body = wantsJson ? toJson(page) : toHtml(page);
  const headers = {
    "content-type": wantsJson ? "application/problem+json" : "text/html; charset=utf-8",
    "content-length": String(Buffer.byteLength(body)),
    "cache-control": "no-store",
    ...(page.retryAfterSeconds !== undefined && { "retry-after": String(page.retryAfterSeconds) }),
  };
  return { body, headers };
}

/** A whole answer as bytes, for sockets that have left HTTP's usual way (upgrades, broken requests). */
export function rawPage(page: Page, accept?: string): string {
  const { body, headers } = renderPage(page, accept);
  const lines = Object.entries({ ...headers, connection: "close" }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  return `HTTP/1.1 ${page.status} ${STATUS_WORDS[page.status] ?? "Error"}\r\n${lines.join("")}\r\n${body}`;
}

const STATUS_WORDS: Record<number, string> = {
  400: "Bad Request",
  404: "Not Found",
  408: "Request Timeout",
  431: "Request Header Fields Too Large",
  502: "Bad Gateway",
  503: "Service Unavailable",
};

function toJson({ status, title, text }: Page): string {
  return JSON.stringify({ type: "about:blank", status, title, detail: text });
}

function toHtml({ status, title, text }: Page): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escape(title)}</title><style>
:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;max-width:36rem;margin:18vh auto 0;padding:0 1.5rem}
h1{font-size:1.35rem;margin:0 0 .5rem;overflow-wrap:anywhere}p{margin:0 0 1.5rem;overflow-wrap:anywhere}small{opacity:.65}
</style></head><body><h1>${escape(title)}</h1><p>${escape(text)}</p><small>${status} · Slipway gateway</small></body></html>
`;
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
