import "server-only";
import { lookup as resolveName } from "node:dns/promises";
import { request as requestPlain, type IncomingMessage } from "node:http";
import { request as requestSecure } from "node:https";
import { isIP, type LookupFunction } from "node:net";

import { env } from "@/lib/env";

import { refusalOf, type OutgoingRules } from "./outgoing-rules";

/** Long enough for a slow receiver; a worker waits for no more than this in all. */
const TIMEOUT_MS = 10_000;
/** Nobody needs more of an answer than a sentence of it. */
const ANSWER_BYTES = 8_192;

/** It leads where the portal sends nothing, and trying again does not change that. */
export class OutgoingRefused extends Error {
  override name = "OutgoingRefused";
}
/** It could not be sent, or was not answered. */
export class OutgoingFailed extends Error {
  override name = "OutgoingFailed";
}

type Address = { address: string; family: number };
export type Resolver = (host: string) => Promise<Address[]>;
type Ways = { rules?: OutgoingRules; resolve?: Resolver; timeoutMs?: number };

export type OutgoingAnswer = {
  status: number;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The beginning of it. */
  text: string;
};

const configuredRules = (): OutgoingRules => ({
  allow: env().SLIPWAY_OUTGOING_ALLOW,
  deny: env().SLIPWAY_OUTGOING_DENY,
});
const everyAddress: Resolver = (host) => resolveName(host, { all: true, verbatim: true });

/**
 * Sends a POST to an address that somebody typed in, and only out of the portal's own network: the name is resolved
 * once, every address it has must be allowed, and the connection goes to one of those, whatever the name says by
 * then. Redirects are answers and are not followed. Throws OutgoingRefused or OutgoingFailed.
 */
export async function sendOutgoing(
  address: string,
  { headers, body }: { headers: Record<string, string>; body: string },
  ways: Ways = {},
): Promise<OutgoingAnswer> {
  const signal = AbortSignal.timeout(ways.timeoutMs ?? TIMEOUT_MS);
  const url = outgoingUrl(address);
  try {
    const checked = await within(checkedAddresses(url, ways), signal);
    return await exchange(url, checked, { headers, body, signal, rules: ways.rules ?? configuredRules() });
  } catch (error) {
    if (error instanceof OutgoingRefused || error instanceof OutgoingFailed) throw error;
    throw new OutgoingFailed(sentenceOf(error, signal), { cause: error });
  }
}

/**
 * Says before anything is kept that nothing would be sent there. A name that does not resolve now is no reason: it may
 * later. Throws OutgoingRefused.
 */
export async function refuseOutgoing(address: string, ways: Ways = {}): Promise<void> {
  const url = outgoingUrl(address);
  const signal = AbortSignal.timeout(ways.timeoutMs ?? TIMEOUT_MS);
  try {
    await within(checkedAddresses(url, ways), signal);
  } catch (error) {
    if (error instanceof OutgoingRefused) throw error;
  }
}

function outgoingUrl(address: string): URL {
  if (!URL.canParse(address)) throw new OutgoingRefused("This is no address.");
  const url = new URL(address);
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    throw new OutgoingRefused("Only http and https addresses are sent to.");
  }
  if (url.username || url.password) {
    throw new OutgoingRefused("An address with a name and a password in it is not sent to.");
  }
  return url;
}

/** All of them have to be allowed: whoever mixes a private one in hopes that it is taken. */
async function checkedAddresses(
  url: URL,
  { rules = configuredRules(), resolve = everyAddress }: Ways,
): Promise<Address[]> {
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  const family = isIP(host);
  const addresses = family === 0 ? await resolve(host) : [{ address: host, family }];
  if (addresses.length === 0) throw new OutgoingFailed(`${host} has no address.`);
  for (const { address } of addresses) {
    const refusal = refusalOf(address, rules);
    if (!refusal) continue;
    const what = address === host ? host : `${host} leads to ${address}, which`;
    throw new OutgoingRefused(`${what} is ${refusal}; nothing is sent there.${wayOut(address, rules)}`);
  }
  return addresses;
}

/** How whoever runs the portal opens the way. What was denied by name is meant. */
function wayOut(address: string, { deny }: OutgoingRules): string {
  if (refusalOf(address, { allow: [], deny }) === refusalOf(address, { allow: [], deny: [] })) {
    return ` Whoever runs Slipway can allow it: set SLIPWAY_OUTGOING_ALLOW=${address} and restart it.`;
  }
  return "";
}

type Exchange = {
  headers: Record<string, string>;
  body: string;
  signal: AbortSignal;
  rules: OutgoingRules;
};

function exchange(url: URL, addresses: Address[], { headers, body, signal, rules }: Exchange) {
  return new Promise<OutgoingAnswer>((resolve, reject) => {
    const send = url.protocol === "https:" ? requestSecure : requestPlain;
    const request = send(
      url,
      {
        method: "POST",
        // A connection of its own: none that was made for another check is taken up again.
        agent: false,
        lookup: pinned(addresses),
        headers: { ...headers, "content-length": Buffer.byteLength(body) },
        signal,
      },
      (response) => {
        readAnswer(response).then(resolve, reject);
      },
    );
    request.on("socket", (socket) => {
      // What the connection really leads to has the last word.
      socket.on("connect", () => {
        const refusal = refusalOf(socket.remoteAddress ?? "", rules);
        if (refusal)
          socket.destroy(new OutgoingRefused(`${url.hostname} is ${refusal}; nothing is sent there.`));
      });
    });
    request.on("error", reject);
    request.end(body);
  });
}

/** Answers with what was checked, and asks nobody again. */
const pinned =
  (addresses: Address[]): LookupFunction =>
  (_host, options, done) => {
    if (options.all) return done(null, addresses);
    const [first] = addresses;
    done(null, first?.address ?? "", first?.family ?? 4);
  };

async function readAnswer(response: IncomingMessage): Promise<OutgoingAnswer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    const bytes = Buffer.from(chunk);
    chunks.push(bytes);
    size += bytes.byteLength;
    // Leaving the loop closes the connection.
    if (size >= ANSWER_BYTES) break;
  }
  const text = Buffer.concat(chunks).subarray(0, ANSWER_BYTES).toString("utf8");
  return { status: response.statusCode ?? 0, headers: response.headers, text };
}

/** A lookup cannot be aborted; it is waited for no longer. */
function within<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const end = () => reject(signal.reason);
    signal.addEventListener("abort", end, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", end));
  });
}

const REASONS: Record<string, string> = {
  ENOTFOUND: "The name does not resolve.",
  EAI_AGAIN: "The name could not be resolved.",
  ECONNREFUSED: "The connection was refused.",
  ECONNRESET: "The connection was closed before there was an answer.",
  EHOSTUNREACH: "There is no way to that address.",
  ENETUNREACH: "There is no way to that network.",
};

function sentenceOf(error: unknown, signal: AbortSignal): string {
  if (signal.aborted) return "There was no answer in time.";
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return REASONS[code] ?? (error instanceof Error ? error.message : String(error));
}
