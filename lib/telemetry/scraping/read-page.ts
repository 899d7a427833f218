import "server-only";
import { type IncomingMessage, request } from "node:http";
import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";

import { unrecordedTrace } from "@/lib/core/unrecorded-trace";

import { SCRAPE_TIMEOUT_MS } from "../contract";
import type { ExpositionFormat } from "./parse-exposition";

/** After decompression. */
const MOST_BYTES = 4 * 1024 * 1024;

export type Page = { text: string; format: ExpositionFormat };
/** Why there is no page, as a sentence; `isTooLarge` when there was one that nobody read. */
export class Unread extends Error {
  override name = "Unread";
  constructor(
    message: string,
    readonly isTooLarge = false,
  ) {
    super(message);
  }
}

type Asked = { directUrl: string; host: string; path: string };

/**
 * Asks a process for its page with metrics, as Prometheus does: both formats, perhaps packed with gzip, no redirects, all of
 * it within ten seconds. Throws Unread, and what the signal was aborted with.
 */
export async function readPage(
  { directUrl, host, path }: Asked,
  signal: AbortSignal,
  timeoutMs = SCRAPE_TIMEOUT_MS,
): Promise<Page> {
  const late = AbortSignal.timeout(timeoutMs);
  const { hostname, port } = new URL(directUrl);
  try {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      request({
        host: hostname.replaceAll(/[[\]]/g, ""),
        port,
        path,
        // No connection is kept: a process that has gone must not be asked by the port of another.
        agent: false,
        headers: {
          host,
          accept: "application/openmetrics-text;version=1.0.0;q=0.8,text/plain;version=0.0.4;q=0.6,*/*;q=0.1",
          "accept-encoding": "gzip",
          "user-agent": "slipway-metrics",
          ...unrecordedTrace(),
          "x-prometheus-scrape-timeout-seconds": String(timeoutMs / 1_000),
        },
        signal: AbortSignal.any([signal, late]),
      })
        .once("response", resolve)
        .once("error", reject)
        .end();
    });
    return { format: formatOf(path, response), text: await textOf(path, response) };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof Unread) throw error;
    if (late.aborted) throw new Unread(`GET ${path} took more than ${timeoutMs / 1_000} s.`);
    throw new Unread(sentenceOf(error, path, port));
  }
}

/** Throws Unread for an answer that is no page with metrics; what is left of it is not read. */
function formatOf(path: string, response: IncomingMessage): ExpositionFormat {
  const { statusCode = 0, headers } = response;
  const type = (headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  const refuse = (why: string): never => {
    response.destroy();
    throw new Unread(`GET ${path} ${why}.`);
  };
  if (statusCode >= 300 && statusCode < 400)
    return refuse(`answered ${statusCode}; where it points to is not asked`);
  if (statusCode !== 200) return refuse(`answered ${statusCode}`);
  if (type === "text/html" || type === "application/json")
    return refuse(`answered with ${type}, which is no page with metrics`);
  const encoding = (headers["content-encoding"] ?? "identity").trim().toLowerCase();
  if (encoding !== "identity" && encoding !== "gzip")
    return refuse(`answered packed with something else than gzip, for which it was not asked`);
  return type === "application/openmetrics-text" ? "openmetrics" : "text";
}

async function textOf(path: string, response: IncomingMessage): Promise<string> {
  const isPacked = response.headers["content-encoding"]?.trim().toLowerCase() === "gzip";
  const body: Readable = isPacked ? response.pipe(createGunzip()) : response;
  // What breaks off on the way ends the unpacking, which would wait for it.
  response.once("error", (error) => body.destroy(error));
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of body) {
      const part = Buffer.from(chunk);
      bytes += part.length;
      if (bytes > MOST_BYTES)
        throw new Unread(`GET ${path} answered with more than ${MOST_BYTES / 1024 / 1024} MB.`, true);
      chunks.push(part);
    }
  } finally {
    response.destroy();
  }
  return Buffer.concat(chunks).toString("utf8");
}

function sentenceOf(error: unknown, path: string, port: string): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "ECONNREFUSED") return `Nothing listens on port ${port}.`;
  if (code.startsWith("Z_")) return `GET ${path} answered with gzip that cannot be unpacked.`;
  if (code.startsWith("HPE_")) return `GET ${path} answered with something that is not HTTP.`;
  return `GET ${path} broke off${code === "" ? "" : ` (${code})`}.`;
}
