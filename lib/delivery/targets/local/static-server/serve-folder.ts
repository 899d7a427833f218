import { existsSync, readFileSync, statSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { join, resolve } from "node:path";

import sirv from "sirv";

/**
 * A server for a folder of built files: entity tags, ranges, files compressed beforehand (`.br`, `.gz`), `404.html`
 * when there is one, and `index.html` for every path of a single-page application. Files are listed once at the
 * start, because a release never changes; what is not in the list, such as anything outside the folder or with a
 * leading dot, cannot be asked for.
 */
export function serveFolder(folder: string, singlePage: boolean): Server {
  const root = resolve(folder);
  if (!statSync(root, { throwIfNoEntry: false })?.isDirectory())
    throw new Error(`The output folder ${folder} is not in the release.`);
  const notFoundPath = join(root, "404.html");
  const notFoundPage = existsSync(notFoundPath) ? readFileSync(notFoundPath) : undefined;
  const files = sirv(root, {
    etag: true,
    brotli: true,
    gzip: true,
    dotfiles: false,
    single: singlePage,
    setHeaders: (response, path) => {
      // Build tools put a hash of the content into these names, so they never change.
      const isHashed = /\/(?:assets|_next\/static|_astro|immutable)\/.*[-.][\w-]{8,}\./.test(path);
      response.setHeader("cache-control", isHashed ? "public, max-age=31536000, immutable" : "no-cache");
      response.setHeader("x-content-type-options", "nosniff");
    },
  });
  return createServer((request, response) => {
    if (request.method !== "GET" && request.method !== "HEAD") {
      response.writeHead(405, { allow: "GET, HEAD" }).end();
      return;
    }
    dropUnusableRange(request);
    files(request, response, () => answerNotFound(request, response, notFoundPage));
  });
}

/** sirv understands one range with a start; of others (suffixes, lists, nonsense) the whole file is a valid answer. */
function dropUnusableRange(request: IncomingMessage): void {
  const { range } = request.headers;
  if (range === undefined) return;
  const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(range) ?? [];
  const isUsable = first !== undefined && (last === "" || Number(last) >= Number(first));
  if (!isUsable || request.headers["if-range"] !== undefined) delete request.headers.range;
}

function answerNotFound(request: IncomingMessage, response: ServerResponse, page: Buffer | undefined): void {
  const body = page ?? Buffer.from("Not found\n");
  response.writeHead(404, {
    "content-type": page ? "text/html; charset=utf-8" : "text/plain; charset=utf-8",
    "content-length": body.length,
  });
  response.end(request.method === "HEAD" ? undefined : body);
}
