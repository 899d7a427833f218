import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { join } from "node:path";

import { z } from "zod";

import { Fenced, type Rollout, type Started } from "../../target";
import {
  abandonSchema,
  failureOf,
  forgetSchema,
  type Health,
  rolloutSchema,
  type StreamEvent,
} from "../wire";
import type { Commands } from "./commands";
import type { Gateway } from "./gateway";
import { readKeptLog } from "./kept-logs";
import type { InstanceLog } from "./log-file";
import { logger } from "./logger";
import type { OutputSpool } from "./output/output-spool";
import type { Placement } from "./placement";
import type { Supervisor } from "./supervisor";
import type { TrafficSpool } from "./traffic-spool";

const VERSION = "1";

type Parts = {
  supervisor: Supervisor;
  gateway: Gateway;
  commands: Commands;
  spool: TrafficSpool;
  output: OutputSpool;
  shutdown: () => void;
};

/**
 * The control API on a unix socket. Short calls answer with JSON; `start`, `watch` and `run` stream one JSON object
 * per line and may be left and taken up again at any time. Whoever may open the socket may do everything.
 */
export function createControlServer(parts: Parts): Server {
  const startedAt = Date.now();
  const server = createServer((request, response) => {
    route(request, response, parts, startedAt).catch((error: unknown) => {
      if (!isExpected(error)) logger.error("A control call failed", { path: request.url, error });
      sendJson(response, error instanceof z.ZodError || error instanceof SyntaxError ? 400 : 422, {
        failure: failureOf(error),
      });
    });
  });
  // Streams stay open for as long as a release takes.
  server.requestTimeout = 0;
  return server;
}

const epoch = randomUUID();
const ALIVE_MS = 5_000;
/** Handed over at once; whoever takes them asks again until there are no more. */
const TRAFFIC_BATCHES = 30;
const TRAFFIC_BYTES = 1024 * 1024;
const OUTPUT_BATCHES = 50;
const OUTPUT_BYTES = 2 * 1024 * 1024;
const LONGEST_WAIT_MS = 5_000;
const MAX_BODY_BYTES = 8 * 1024 * 1024;
const runSchema = z.object({
  rollout: rolloutSchema,
  command: z.string().min(1),
  run: z.string().min(1).optional(),
});

async function route(
  request: IncomingMessage,
  response: ServerResponse,
  parts: Parts,
  startedAt: number,
): Promise<void> {
  const { supervisor, commands, spool, output } = parts;
  const url = new URL(request.url ?? "/", "http://control");
  const [first, second, third] = url.pathname.split("/").slice(1).map(decodeURIComponent);
  const call = `${request.method} /${first}${second === undefined ? "" : "/:id"}${third === undefined ? "" : `/${third}`}`;
  const body = request.method === "POST" ? await readBody(request) : undefined;
  switch (call) {
    case "GET /health":
      return sendJson(response, 200, healthOf(parts, startedAt));
    case "GET /observations":
      return sendJson(response, 200, supervisor.observe(url.searchParams.get("placement") ?? undefined));
    case "GET /instances/:id/log": {
      const lines = await logOf(supervisor, second ?? "", Number(url.searchParams.get("lines") ?? 500));
      return sendJson(response, lines ? 200 : 404, { lines: lines ?? [] });
    }
    case "POST /start": {
      const rollout = rolloutSchema.parse(body);
      return streamOf(response, rollout, () => start(supervisor, rollout, response));
    }
    case "POST /switch": {
      const rollout = rolloutSchema.parse(body);
      await supervisor.placementOf(rollout.placement, rollout.fence).switchTraffic(rollout);
      return sendJson(response, 200, {});
    }
    case "POST /watch": {
      const rollout = rolloutSchema.parse(body);
      return streamOf(response, rollout, () => watch(supervisor, rollout, response));
    }
    case "POST /run": {
      const { rollout, command, run: name } = runSchema.parse(body);
      return streamOf(response, rollout, () => {
        const placement = supervisor.placementOf(rollout.placement, rollout.fence);
        placement.fence.admit(rollout.fence);
        const run = commands.run(rollout, command, name);
        return whileReporting(response, run.log, placement, rollout.fence, run.outcome);
      });
    }
    case "POST /abandon": {
      const { deploymentId, placement, fence } = abandonSchema.parse(body);
      supervisor.check(placement.id, fence);
      commands.cancel(deploymentId);
      await supervisor.abandon(placement.id, deploymentId, fence);
      return sendJson(response, 200, {});
    }
    case "POST /cancel": {
      const { deploymentId, placement, fence } = abandonSchema.parse(body);
      supervisor.check(placement.id, fence);
      commands.cancel(deploymentId);
      return sendJson(response, 200, {});
    }
    case "POST /placements/:id/remove": {
      await supervisor.remove(second ?? "", z.object({ fence: z.number() }).parse(body).fence);
      return sendJson(response, 200, {});
    }
    case "GET /traffic":
      return sendJson(response, 200, { batches: await spool.read(TRAFFIC_BATCHES, TRAFFIC_BYTES) });
    case "POST /traffic":
      await spool.forget(forgetSchema.parse(body).forget);
      return sendJson(response, 200, {});
    case "GET /output":
      // Whoever waits hears of a line when it is on disk, and not when the next round is due.
      await output.filled(Math.min(Number(url.searchParams.get("wait") ?? 0), LONGEST_WAIT_MS));
      return sendJson(response, 200, { batches: await output.read(OUTPUT_BATCHES, OUTPUT_BYTES) });
    case "POST /output":
      await output.forget(forgetSchema.parse(body).forget);
      return sendJson(response, 200, {});
    case "POST /shutdown":
      sendJson(response, 202, {});
      return parts.shutdown();
    default:
      return sendJson(response, 404, {
        failure: { name: "TargetUnavailable", message: `There is no ${call}.` },
      });
  }
}

async function start(supervisor: Supervisor, rollout: Rollout, response: ServerResponse): Promise<Started> {
  const placement = supervisor.placementOf(rollout.placement, rollout.fence);
  const { instance, outcome } = await placement.start(rollout);
  const detach = placement.attach(rollout.deploymentId);
  try {
    return await whileReporting(response, instance.log, placement, rollout.fence, outcome);
  } finally {
    detach();
  }
}

async function watch(supervisor: Supervisor, rollout: Rollout, response: ServerResponse): Promise<void> {
  const placement = supervisor.placementOf(rollout.placement, rollout.fence);
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  const log = placement.serving?.log;
  const outcome = placement.watch(rollout, gone.signal);
  await (log ? whileReporting(response, log, placement, rollout.fence, outcome) : outcome);
}

/** Sends the lines of a log until the work is done, or a newer lease takes over. */
async function whileReporting<T>(
  response: ServerResponse,
  log: InstanceLog,
  placement: Placement,
  fence: number,
  work: Promise<T>,
): Promise<T> {
  const after = Number(response.req.headers["x-after-sequence"] ?? 0);
  const isSameEpoch = response.req.headers["x-epoch"] === epoch;
  const unsubscribe = log.subscribe(
    ({ sequence, line }) => send(response, { type: "line", epoch, sequence, line }),
    isSameEpoch ? after : 0,
  );
  let forget = () => {};
  const fenced = new Promise<never>((_resolve, reject) => {
    forget = placement.fence.onNewer((newer) => {
      if (newer > fence)
        reject(new Fenced(`Fence ${fence} is older than ${newer}; somebody else has taken over.`));
    });
  });
  try {
    return await Promise.race([work, fenced]);
  } finally {
    forget();
    log.poll();
    unsubscribe();
  }
}

/** Runs a long call and answers with its events. The work goes on when the caller leaves; it can come back. */
async function streamOf(
  response: ServerResponse,
  rollout: Rollout,
  work: () => Promise<Started | void>,
): Promise<void> {
  response.writeHead(200, { "content-type": "application/x-ndjson" });
  response.flushHeaders();
  const timer = setInterval(() => send(response, { type: "alive" }), ALIVE_MS);
  try {
    const started = await work();
    send(response, { type: "done", ...(started && { started }) });
  } catch (error) {
    if (!isExpected(error) && !response.destroyed)
      logger.error("A rollout failed unexpectedly", { deployment: rollout.deploymentId, error });
    send(response, { type: "failed", failure: failureOf(error) });
  } finally {
    clearInterval(timer);
    response.end();
  }
}

function send(response: ServerResponse, event: StreamEvent): void {
  // A reader that does not read must not fill our memory; it reads the rest of the log when it comes back.
  if (event.type === "line" && response.writableLength > MAX_BODY_BYTES) return;
  if (!response.destroyed && !response.writableEnded) response.write(`${JSON.stringify(event)}\n`);
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    const buffer = Buffer.from(chunk);
    bytes += buffer.length;
    if (bytes > MAX_BODY_BYTES) throw new SyntaxError("The request is too large.");
    chunks.push(buffer);
  }
  return bytes === 0 ? {} : JSON.parse(Buffer.concat(chunks).toString("utf8"));
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  if (response.headersSent) return void response.end();
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}

async function logOf(supervisor: Supervisor, deploymentId: string, count: number) {
  const running = supervisor.findInstance(deploymentId);
  running?.log.poll();
  const { folder, limits } = supervisor.around;
  return running?.log.tail(count) ?? readKeptLog(join(folder, "logs"), deploymentId, count, limits);
}

function healthOf({ supervisor, gateway }: Parts, startedAt: number): Health {
  const observations = supervisor.observe();
  const count = (of: (one: (typeof observations)[number]) => number) =>
    observations.reduce((sum, one) => sum + of(one), 0);
  const counts = {
    placements: observations.length,
    serving: count(({ serving }) => (serving ? 1 : 0)),
    warm: count(({ warm }) => warm.length),
    starting: count(({ starting }) => starting.length),
  };
  return {
    ok: true,
    message: `${counts.serving} serving, ${counts.warm} warm, ${counts.starting} starting`,
    version: VERSION,
    pid: process.pid,
    gatewayPort: supervisor.around.gatewayPort,
    uptimeMs: Date.now() - startedAt,
    counts,
    gateway: { ...gateway.counters, open: supervisor.openRequests() + gateway.counters.held },
  };
}

function isExpected(error: unknown): boolean {
  return (
    error instanceof Error &&
    ["ReleaseRejected", "TargetUnavailable", "Fenced", "AbortError"].includes(error.name)
  );
}
