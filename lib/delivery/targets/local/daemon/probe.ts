import { request } from "node:http";
import { connect } from "node:net";

import { unrecordedTrace } from "@/lib/core/unrecorded-trace";

import type { Readiness } from "../../target";
import { firstLine } from "./first-line";

type Bad = {
  ok: false;
  refused: boolean;
  problem: string;
  /** The first line of the answer's body. Apart from the problem, because it may be another one each time. */
  said?: string;
};
export type ProbeResult = { ok: true; address: string } | Bad;

/** The problem in the words of the release, where it gave any. */
export const inItsWords = ({ problem, said }: Pick<Bad, "problem" | "said">): string =>
  said === undefined ? problem : `${problem}: ${said}`;

/**
 * Asks a release once whether it is ready. A server that was told "localhost" may listen on either loopback
 * address, so both are tried; the answer names the one that worked.
 */
export async function probe(readiness: Readiness, port: number, host: string): Promise<ProbeResult> {
  const first = await probeAt("127.0.0.1", readiness, port, host);
  if (first.ok || !first.refused) return first;
  const second = await probeAt("::1", readiness, port, host);
  return second.ok || !second.refused ? second : first;
}

export async function probeAt(
  address: string,
  { probe: kind, timeoutMs }: Readiness,
  port: number,
  host: string,
): Promise<ProbeResult> {
  if (kind.kind === "tcp") return probeConnection(address, port, timeoutMs);
  const path = kind.path.startsWith("/") ? kind.path : `/${kind.path}`;
  const firstBad = kind.expect === "success" ? 400 : 500;
  return probePath({ address, port, path, firstBad, timeoutMs, host });
}

function probeConnection(address: string, port: number, timeoutMs: number): Promise<ProbeResult> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port });
    const end = (result: ProbeResult) => {
      socket.destroy();
      resolve(result);
    };
    socket.setTimeout(timeoutMs, () =>
      end({ ok: false, refused: false, problem: "The connection took too long" }),
    );
    socket.once("connect", () => end({ ok: true, address }));
    socket.once("error", () => end({ ok: false, refused: true, problem: `Nothing listens on port ${port}` }));
  });
}

type PathProbe = {
  address: string;
  port: number;
  path: string;
  /** The lowest status that counts as not ready. */
  firstBad: number;
  timeoutMs: number;
  host: string;
};

function probePath({ address, port, path, firstBad, timeoutMs, host }: PathProbe): Promise<ProbeResult> {
  return new Promise((resolve) => {
    const outgoing = request({
      host: address,
      port,
      path,
      agent: false,
      headers: { host, "user-agent": "slipway-readiness", connection: "close", ...unrecordedTrace() },
      // Covers the whole exchange: a socket timeout alone would let a body trickle for ever.
      signal: AbortSignal.timeout(timeoutMs),
    });
    let answered = false;
    outgoing.once("response", async (response) => {
      answered = true;
      const status = response.statusCode ?? 0;
      const ok = status >= 200 && status < firstBad;
      if (ok) response.resume();
      const said = ok ? undefined : await firstLine(response);
      outgoing.destroy();
      if (ok) return resolve({ ok, address });
      const problem = `GET ${path} answered ${status}`;
      resolve({ ok, refused: false, problem, ...(said !== undefined && { said }) });
    });
    outgoing.on("error", (error: NodeJS.ErrnoException) => {
      // Whatever breaks the rest of an answer off, its status has been heard.
      if (answered) return;
      const refused = error.code === "ECONNREFUSED" || error.code === "EADDRNOTAVAIL";
      const problem = refused
        ? `Nothing listens on port ${port}`
        : error.name === "AbortError" || error.name === "TimeoutError"
          ? `GET ${path} did not answer within ${timeoutMs} ms`
          : `GET ${path} broke off (${error.code ?? error.message})`;
      resolve({ ok: false, refused, problem });
    });
    outgoing.end();
  });
}
