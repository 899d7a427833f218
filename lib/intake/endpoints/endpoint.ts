import type { IncomingHttpHeaders } from "node:http";

import type { Signal } from "@/db/enums";
import type { CheckInBatch } from "@/lib/crons/intake";
import type { ErrorBatch } from "@/lib/errors/intake";
import type { IntakePlace, LogBatch, MetricBatch, SpanBatch } from "@/lib/telemetry/contract";
import type { Drop, KeyPlace } from "@/lib/telemetry/intake";

/*
 * The seam for protocols. An endpoint says which requests are its own, where in them the key stands, what a body says,
 * and how an answer looks; everything between (bodies, keys, room, transactions, doing things once) is the server's.
 * A new protocol is a file beside this one and a line in ./index.ts. What it takes in that is no span, line or metric
 * gets a field in `Taken` and its line in ../commit/write-taken.ts.
 */

export type Asked = { path: string; query: URLSearchParams; headers: IncomingHttpHeaders };

/** What a body says, decoded. */
export type Taken = {
  spans?: SpanBatch[];
  logs?: LogBatch[];
  metrics?: MetricBatch[];
  /** Events, sessions and what people wrote. Exceptions in spans are found when they are kept. */
  errors?: ErrorBatch[];
  /** What tasks that run by a schedule told of themselves. */
  checkIns?: CheckInBatch[];
  /** What the sender, or the decoder, did not let through. */
  drops?: Drop[];
  /** Refused by the decoder; those that are refused when they are kept come on top. */
  refused?: number;
  /** Whatever `accepted` needs again. */
  id?: string;
  counts?: { samples: number; histograms: number };
};

export type Answer = { status: number; headers: Record<string, string>; body: Buffer | string };

/** Why a request was not taken in. The status is the one that the protocol knows for it. */
export type Refusal = {
  status: 400 | 401 | 403 | 404 | 405 | 413 | 415 | 429 | 503;
  message: string;
  retryAfterSeconds?: number;
};

export type Endpoint = {
  name: string;
  signal: Signal;
  matches(path: string): boolean;
  methods: readonly string[];
  /** The most bytes after decompression; the configured limit where it says nothing. */
  mostBytes?: number;
  /** Its bodies are blocks of snappy. */
  isSnappy?: boolean;
  /** A refusal before anything is read, such as a content type that is not understood. */
  refuses?(asked: Asked): Refusal | undefined;
  /** The key as the request says it; undefined when only the body knows. */
  keyOf(asked: Asked): string | undefined;
  keyOfBody?(asked: Asked, body: Buffer): string | undefined;
  /** A refusal for a key that there is and that does not fit what was asked. Nothing is written then. */
  refusesKey?(asked: Asked, place: KeyPlace): Refusal | undefined;
  /** What of a body makes it the same when it comes again; all of it where this says nothing. */
  samenessOf?(body: Buffer): Buffer;
  /** Throws Undecodable. Called once the request's turn has come, so that only few bodies are decoded at a time. */
  decode(asked: Asked, body: Buffer, place: IntakePlace): Taken;
  /** After the commit. `refused` are items that were not kept for what they say, such as a time of long ago. */
  accepted(asked: Asked, taken: Pick<Taken, "id" | "counts">, refused: number): Answer;
  refused(asked: Asked, refusal: Refusal): Answer;
};
