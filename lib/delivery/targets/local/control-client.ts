import { type IncomingMessage, request } from "node:http";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";

import { z } from "zod";

import { ReleaseRejected, type Report, type Started, TargetUnavailable } from "../target";
import { errorOf, failureSchema, streamEventSchema } from "./wire";

/** Speaks to the daemon over its unix socket. Throws what the daemon refused with, or TargetUnavailable. */
export class ControlClient {
  constructor(
    private readonly socketPath: string,
    /** How long a long call waits for a daemon that went away, as it does for a moment when it restarts. */
    private readonly reconnectMs = 20_000,
  ) {}

  async get<T>(path: string, schema: z.ZodType<T>, signal?: AbortSignal): Promise<T> {
    const answer = schema.safeParse(await this.exchange("GET", path, undefined, GET_TIMEOUT_MS, signal));
    if (answer.success) return answer.data;
    throw new TargetUnavailable("The local target answered something unknown; it may be of another version.");
  }

  async post(path: string, body: unknown): Promise<void> {
    await this.exchange("POST", path, body, POST_TIMEOUT_MS);
  }

  /**
   * A call whose answer takes as long as a release takes. When the connection breaks the call is made again: the
   * daemon finds the work it began, and sends only lines we have not seen. With `isRepeatable: false` a call that had
   * begun is not made again, for a daemon that was started anew would begin it a second time: TargetUnavailable, and the
   * caller decides.
   */
  async stream(
    path: string,
    body: unknown,
    report: Report,
    signal: AbortSignal,
    { isRepeatable = true } = {},
  ): Promise<Started | undefined> {
    const seen = { epoch: "", sequence: 0 };
    let lostAt: number | undefined;
    for (;;) {
      signal.throwIfAborted();
      const outcome = await this.follow(path, body, report, signal, seen).catch((error: unknown) => {
        if (error instanceof Disconnected) return error;
        throw error;
      });
      if (!(outcome instanceof Disconnected)) {
        if (outcome.error) throw outcome.error;
        return outcome.started;
      }
      if (outcome.hadAnswer && !isRepeatable) throw new TargetUnavailable(outcome.message);
      if (outcome.hadAnswer) lostAt = undefined;
      lostAt ??= Date.now();
      if (Date.now() - lostAt > this.reconnectMs) throw new TargetUnavailable(outcome.message);
      await delay(RECONNECT_PAUSE_MS, undefined, { signal });
    }
  }

  private async follow(
    path: string,
    body: unknown,
    report: Report,
    signal: AbortSignal,
    seen: Seen,
  ): Promise<{ started?: Started | undefined; error?: Error }> {
    const response = await this.send("POST", path, body, signal, {
      "x-epoch": seen.epoch,
      "x-after-sequence": String(seen.sequence),
    });
    if (response.statusCode !== 200) throw await refusalOf(response);
    // The daemon shows that it is alive every few seconds; silence means that it hangs or the machine slept.
    response.setTimeout(SILENCE_MS, () => response.destroy());
    try {
      for await (const text of createInterface({ input: response })) {
        const event = streamEventSchema.parse(JSON.parse(text));
        if (event.type === "failed") return { error: errorOf(event.failure) };
        if (event.type === "done") return { started: event.started };
        if (event.type !== "line") continue;
        Object.assign(seen, { epoch: event.epoch, sequence: event.sequence });
        report(event.line);
      }
    } catch (error) {
      signal.throwIfAborted();
      if (!isBrokenConnection(error)) throw error;
    }
    signal.throwIfAborted();
    throw new Disconnected("The local target went away during the call.", true);
  }

  private async exchange(
    method: string,
    path: string,
    body: unknown,
    timeoutMs: number,
    signal?: AbortSignal,
  ): Promise<unknown> {
    const late = AbortSignal.timeout(timeoutMs);
    try {
      const response = await this.send(
        method,
        path,
        body,
        signal ? AbortSignal.any([signal, late]) : late,
        {},
      );
      if (response.statusCode !== 200 && response.statusCode !== 202) throw await refusalOf(response);
      return await readJson(response);
    } catch (error) {
      signal?.throwIfAborted();
      if (late.aborted)
        throw new TargetUnavailable(`The local target did not answer within ${timeoutMs} ms.`);
      if (isBrokenConnection(error)) throw new TargetUnavailable("The local target broke off its answer.");
      throw error;
    }
  }

  private send(
    method: string,
    path: string,
    body: unknown,
    signal: AbortSignal | undefined,
    headers: Record<string, string>,
  ): Promise<IncomingMessage> {
    const text = body === undefined ? "" : JSON.stringify(body);
    return new Promise((resolve, reject) => {
      const outgoing = request({
        socketPath: this.socketPath,
        method,
        path,
        agent: false,
        headers: {
          ...headers,
          "content-type": "application/json",
          "content-length": Buffer.byteLength(text),
        },
        ...(signal && { signal }),
      });
      outgoing.once("response", resolve);
      outgoing.once("error", (error) => {
        if (signal?.aborted && error.name === "AbortError") reject(signal.reason);
        else reject(new Disconnected(`The local target does not answer (${error.message}).`, false));
      });
      outgoing.end(text);
    });
  }
}

type Seen = { epoch: string; sequence: number };

const GET_TIMEOUT_MS = 10_000;
const POST_TIMEOUT_MS = 60_000;
const RECONNECT_PAUSE_MS = 200;
const SILENCE_MS = 20_000;

class Disconnected extends TargetUnavailable {
  constructor(
    message: string,
    readonly hadAnswer: boolean,
  ) {
    super(message);
  }
}

async function refusalOf(response: IncomingMessage): Promise<Error> {
  const body = z
    .object({ failure: failureSchema })
    .safeParse(await readJson(response).catch(() => undefined));
  if (body.success) return errorOf(body.data.failure);
  return new TargetUnavailable(`The local target answered with status ${response.statusCode}.`);
}

async function readJson(response: IncomingMessage): Promise<unknown> {
  let text = "";
  response.setEncoding("utf8");
  for await (const chunk of response) text += String(chunk);
  return JSON.parse(text);
}

/** A verdict has a code too, so errors of the port are told apart first. */
function isBrokenConnection(error: unknown): boolean {
  if (error instanceof ReleaseRejected || error instanceof TargetUnavailable) return false;
  return error instanceof SyntaxError || (error instanceof Error && "code" in error);
}
