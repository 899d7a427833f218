import { request as requestPlain, type IncomingMessage } from "node:http";
import { request as requestTls } from "node:https";

import { unrecordedTrace } from "@/lib/core/unrecorded-trace";

import { lookup } from "./hosts";

/** More than a check should ask for, and little enough to hold. */
export const LONGEST_BODY_BYTES = 1024 * 1024;

export type HttpAnswer = {
  status: number;
  headers: Record<string, string>;
  body: string;
  /** The body was longer than what is kept. */
  isCut: boolean;
  latencyMs: number;
};

type HttpQuestion = { url: URL; method: string; headers: Record<string, string>; body: string | undefined };

/** Asks once. Redirects are answers: following one would leave the hosts that the check names. */
export function ask({ url, method, headers, body }: HttpQuestion, signal: AbortSignal): Promise<HttpAnswer> {
  const startedMs = performance.now();
  const request = url.protocol === "https:" ? requestTls : requestPlain;
  return new Promise((resolve, reject) => {
    // What it was stopped with says more than how the socket felt about that.
    const fail = (error: unknown) =>
      reject(signal.aborted && signal.reason instanceof Error ? signal.reason : error);
    const outgoing = request(
      url,
      {
        method,
        headers: {
          "user-agent": "slipway-check",
          accept: "*/*",
          ...(sendsTrace(headers) ? {} : unrecordedTrace()),
          ...headers,
        },
        agent: false,
        lookup,
        signal,
      },
      (response) => {
        readBody(response).then(
          (read) =>
            resolve({
              status: response.statusCode ?? 0,
              headers: headersOf(response),
              ...read,
              latencyMs: Math.round(performance.now() - startedMs),
            }),
          fail,
        );
      },
    );
    outgoing.on("error", fail);
    outgoing.end(body);
  });
}

/** Of two headers that disagree SDKs follow either one, so there is none of ours beside one of the check. */
const sendsTrace = (headers: Record<string, string>): boolean =>
  Object.keys(headers).some((name) => ["traceparent", "sentry-trace"].includes(name.toLowerCase()));

async function readBody(response: IncomingMessage): Promise<{ body: string; isCut: boolean }> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of response) {
    const bytes = Buffer.from(chunk);
    chunks.push(bytes);
    sizeBytes += bytes.length;
    if (sizeBytes > LONGEST_BODY_BYTES) {
      response.destroy();
      break;
    }
  }
  const whole = Buffer.concat(chunks).subarray(0, LONGEST_BODY_BYTES);
  return { body: whole.toString("utf8"), isCut: sizeBytes > LONGEST_BODY_BYTES };
}

const headersOf = ({ headers }: IncomingMessage): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(", ") : value]],
    ),
  );
