import "server-only";
import { z } from "zod";

import { DomainError } from "@/lib/core/errors";
import { refuseGone } from "@/lib/core/gone";

import type { Dialect } from "./compile-promql";

/** Where the engine is; `url` is what `/api/v1/query_range` follows, `writeUrl` the whole address of remote_write. */
export type EngineAddress = {
  url: string;
  writeUrl?: string | undefined;
  token?: string | undefined;
  /** Of Mimir, Cortex and Thanos: whose series these are. */
  tenant?: string | undefined;
};

const QUERY_MS = 8_000;
const WRITE_MS = 30_000;
const MOST_BYTES = 16 * 1_048_576;
const MOST_ERROR_BYTES = 4_096;

/** Whether what was sent will be refused again (`lost`), or may be taken later. */
export class WriteFailed extends Error {
  override name = "WriteFailed";
  constructor(
    readonly isLost: boolean,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

const Matrix = z.object({
  data: z.object({
    resultType: z.literal("matrix"),
    result: z.array(
      z.object({
        metric: z.record(z.string(), z.string()),
        // Histograms of native series are not asked for.
        values: z.array(z.tuple([z.number(), z.string()])).default([]),
      }),
    ),
  }),
});
export type MatrixSeries = z.infer<typeof Matrix>["data"]["result"][number];

/** Talks to one engine. Where it is, is the administrator's word: private networks are where it usually stands. */
export class Engine {
  #dialect: Promise<Dialect> | undefined;
  constructor(private readonly address: EngineAddress) {}

  /** Where minutes are written to. */
  get writeUrl(): string {
    return this.address.writeUrl ?? `${this.address.url.replace(/\/$/, "")}/api/v1/write`;
  }

  /** `default` is an operator of MetricsQL and an error everywhere else. */
  dialect(): Promise<Dialect> {
    this.#dialect ??= this.#ask("query", { query: "1 default 2" }).then(({ status }) =>
      status === 200 ? "metricsql" : "promql",
    );
    this.#dialect.catch(() => (this.#dialect = undefined));
    return this.#dialect;
  }

  /**
   * Throws DomainError: `invalid` when it refuses the question, `unavailable` when it does not answer.
   * @param signal says that nobody waits for the answer any more.
   */
  async queryRange(
    query: string,
    { fromMs, toMs, stepSeconds }: { fromMs: number; toMs: number; stepSeconds: number },
    signal?: AbortSignal,
  ): Promise<MatrixSeries[]> {
    const asked = {
      query,
      start: inSeconds(fromMs),
      end: inSeconds(toMs),
      step: String(stepSeconds),
      timeout: `${QUERY_MS / 1_000}s`,
      // VictoriaMetrics moves the steps to where its cache has them, unless it is told not to.
      nocache: "1",
    };
    const { status, text } = await this.#ask("query_range", asked, signal);
    if (status !== 200)
      throw new DomainError("invalid", "The metrics engine refuses the question.", {
        fields: [{ path: "where", message: UNREAD.test(text) ? UNREAD_WORDS : TOO_MUCH_WORDS }],
      });
    const read = Matrix.safeParse(parseJson(text));
    if (!read.success)
      throw new DomainError("unavailable", "What answers for the metrics engine is none.", {
        cause: read.error,
      });
    return read.data.data.result;
  }

  /** Throws WriteFailed. */
  async write(body: Buffer): Promise<void> {
    let response: Response;
    try {
      response = await fetch(this.writeUrl, {
        method: "POST",
        body: new Uint8Array(body),
        headers: {
          ...this.#headers(),
          "content-type": "application/x-protobuf",
          "content-encoding": "snappy",
          "x-prometheus-remote-write-version": "0.1.0",
        },
        redirect: "error",
        signal: AbortSignal.timeout(WRITE_MS),
      });
    } catch (error) {
      throw new WriteFailed(false, "It does not answer.", { cause: error });
    }
    const { text } = await limitedText(response, MOST_ERROR_BYTES).catch(() => ({ text: "" }));
    if (response.ok) return;
    // As the specification has it: 5xx and 429 come again. A refused token is set right, and nothing should be lost by then.
    const isLost = response.status < 500 && ![401, 403, 404, 429].includes(response.status);
    const said = text.replaceAll(/\s+/g, " ").trim().slice(0, 300);
    throw new WriteFailed(isLost, `It answers ${response.status}${said === "" ? "." : `: ${said}`}`);
  }

  async #ask(
    what: string,
    parameters: Record<string, string>,
    signal?: AbortSignal,
  ): Promise<{ status: number; text: string }> {
    refuseGone(signal);
    let response: Response;
    let answer: { text: string; isWhole: boolean };
    try {
      response = await fetch(`${this.address.url.replace(/\/$/, "")}/api/v1/${what}`, {
        method: "POST",
        body: new URLSearchParams(parameters),
        headers: this.#headers(),
        redirect: "error",
        signal: AbortSignal.any([AbortSignal.timeout(QUERY_MS), ...(signal ? [signal] : [])]),
      });
      answer = await limitedText(response, MOST_BYTES);
    } catch (error) {
      refuseGone(signal);
      throw new DomainError("unavailable", "The metrics engine does not answer.", { cause: error });
    }
    const { status } = response;
    if (!answer.isWhole)
      throw new DomainError("invalid", "The metrics engine has more to say than can be shown.", {
        fields: [{ path: "by", message: "Group by less, or filter more." }],
      });
    if (status === 401 || status === 403)
      throw new DomainError("unavailable", "The metrics engine refuses our token.");
    if (status !== 200 && status !== 400 && status !== 422)
      throw new DomainError("unavailable", `The metrics engine answers ${status}.`);
    return { status, text: answer.text };
  }

  #headers(): Record<string, string> {
    const { token, tenant } = this.address;
    return {
      "user-agent": "slipway",
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(tenant !== undefined && { "x-scope-orgid": tenant }),
    };
  }
}

/** What engines say of an expression that they cannot read, in words and with statuses of their own. */
const UNREAD = /pars(?:e|ing)|regexp/i;
const UNREAD_WORDS = "The engine cannot read one of its expressions.";
const TOO_MUCH_WORDS = "Filter more, or choose a longer step or a shorter period.";

const inSeconds = (ms: number) => (ms / 1_000).toFixed(3);

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Reads no more than so much. */
async function limitedText(
  response: Response,
  mostBytes: number,
): Promise<{ text: string; isWhole: boolean }> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > mostBytes) return { text: Buffer.concat(chunks).toString("utf8"), isWhole: false };
    chunks.push(chunk);
  }
  return { text: Buffer.concat(chunks).toString("utf8"), isWhole: true };
}
