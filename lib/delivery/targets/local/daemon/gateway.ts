import { createServer, type IncomingMessage, type Server, ServerResponse } from "node:http";
import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";

import { CountedRequest } from "./counted-request";
import { createForwarder, hasBody, type Undelivered } from "./forwarder";
import type { Instance } from "./instance";
import type { Limits } from "./limits";
import { logger } from "./logger";
import { logUndelivered, refuseBroken, refuseToPassOn, respond } from "./own-answers";
import {
  badHost,
  bodyWithUpgrade,
  brokeOff,
  noSuchHost,
  nothingRuns,
  type Page,
  rawPage,
  startingUp,
} from "./pages";
import type { RequestCounts } from "./request-counts";
import type { Supervisor } from "./supervisor";

/** The one public port: finds the placement by host name and passes the request to the instance that serves. */
export class Gateway {
  readonly counters = newCounters();
  private readonly forwarder: ReturnType<typeof createForwarder>;
  private readonly servers: Server[] = [];

  constructor(
    private readonly supervisor: Supervisor,
    private readonly limits: Limits,
    private readonly counts: RequestCounts,
    options: { isBehindProxy: boolean },
  ) {
    this.forwarder = createForwarder(options);
  }

  /** Listens on every host that exists on this machine; throws when the port is taken or none of them exists. */
  async listen(port: number, hosts: readonly string[]): Promise<void> {
    for (const host of hosts) {
      const server = this.createServer();
      const isListening = await new Promise<boolean>((resolve, reject) => {
        server.once("error", (error: NodeJS.ErrnoException) => {
          if (error.code === "EADDRNOTAVAIL" || error.code === "EAFNOSUPPORT") resolve(false);
          else reject(error);
        });
        server.listen({ port, host }, () => resolve(true));
      });
      if (isListening) this.servers.push(server);
      else logger.warn("This address does not exist here; the gateway does without it", { host });
    }
    if (this.servers.length === 0)
      throw new Error(`None of the addresses ${hosts.join(", ")} exists on this machine.`);
  }

  /** Takes no new connections and gives open requests `drainMs` to end. */
  async close(drainMs: number): Promise<void> {
    const closed = Promise.all(this.servers.map((server) => new Promise((done) => server.close(done))));
    for (const server of this.servers) server.closeIdleConnections();
    const timer = setTimeout(() => {
      for (const server of this.servers) server.closeAllConnections();
      for (const socket of this.upgraded) socket.destroy();
    }, drainMs);
    for (const socket of this.upgraded) socket.destroy();
    await closed;
    // Servers say that they are closed before the answers that they cut off do. Those are counted then, and not as broken
    // off by their release, which the end of the forwarder would look like. Sockets close at the end of a turn.
    for (let turn = 0; turn < 2; turn += 1) await new Promise((done) => setImmediate(done));
    clearTimeout(timer);
    this.forwarder.close();
  }

  private readonly upgraded = new Set<Duplex>();

  private createServer(): Server {
    const server = createServer(
      {
        maxHeaderSize: MAX_HEADER_BYTES,
        headersTimeout: this.limits.requestHeadMs,
        // Uploads may take as long as they like; a head may not.
        requestTimeout: 0,
        keepAliveTimeout: KEEP_ALIVE_MS,
        connectionsCheckingInterval: Math.ceil(this.limits.requestHeadMs / 3),
        noDelay: true,
      },
      (request, response) => this.answer(request, response),
    );
    server.maxHeadersCount = MAX_HEADERS;
    server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      if (request.headers.upgrade?.toLowerCase() === "websocket") void this.upgrade(request, socket, head);
      else this.answerWithoutUpgrade(request, socket);
    });
    server.on("clientError", refuseBroken);
    return server;
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    this.counters.requests += 1;
    const counted = new CountedRequest(this.counts, request);
    // One listener for all that ends with an answer, because this is on the way of every request; it comes once.
    response.on("close", () => counted.end(response));
    try {
      this.deliver(request, response, counted, 1);
    } catch (error) {
      refuseToPassOn(request, response, error);
    }
  }

  /**
   * Some clients offer another protocol with an ordinary request (`Upgrade: h2c`), and any server may ignore that. Node
   * has taken the connection out of its hands by then, so it is answered on it and closed.
   */
  private answerWithoutUpgrade(request: IncomingMessage, socket: Duplex): void {
    if (!(socket instanceof Socket) || hasBody(request))
      return void socket.end(rawPage(bodyWithUpgrade, request.headers.accept));
    socket.on("error", () => socket.destroy());
    socket.resume(); // so that we hear when the client leaves
    const response = new ServerResponse(request);
    response.shouldKeepAlive = false;
    response.assignSocket(socket);
    response.once("finish", () => {
      response.detachSocket(socket);
      socket.end();
      // Node says so only of answers that belong to a server.
      response.emit("close");
    });
    this.answer(request, response);
  }

  private deliver(
    request: IncomingMessage,
    response: ServerResponse,
    counted: CountedRequest,
    attempt: number,
  ): void {
    const send = (instance: Instance) => {
      const { group } = instance;
      counted.instance = instance;
      instance.traffic.add(response);
      this.forwarder.web(request, response, counted, instance, (failure) => {
        instance.traffic.remove(response);
        this.recover(request, response, counted, attempt, { ...failure, instance, group }).catch(
          (error: unknown) => refuseToPassOn(request, response, error),
        );
      });
    };
    counted.placement = this.supervisor.findByHost(labelOf(request.headers.host) ?? "");
    const serving = counted.placement?.serving;
    // The usual way has no promise in it: it costs a tenth of the throughput.
    if (serving?.isUp) send(serving);
    else
      this.deliverLater(request, response, send).catch((error: unknown) =>
        refuseToPassOn(request, response, error),
      );
  }

  /**
   * Repeats what may be repeated: once when a connection broke, and again when it turns out that the process has
   * ended, for then the request waits for the next one.
   */
  private async recover(
    request: IncomingMessage,
    response: ServerResponse,
    counted: CountedRequest,
    attempt: number,
    failure: Failure,
  ): Promise<void> {
    if (failure.canRepeat) {
      const isSuspect = failure.refused || attempt > 1;
      const hasEnded = await endIsKnown(failure, isSuspect ? EXIT_NOTICE_MS : 0);
      if (response.destroyed) return;
      if (attempt === 1 || (hasEnded && attempt < MOST_ATTEMPTS)) {
        this.counters.retried += 1;
        this.deliver(request, response, counted, attempt + 1);
        return;
      }
    }
    this.counters.badGateway += 1;
    logUndelivered(request, failure.instance, failure);
    respond(request, response, brokeOff(labelOf(request.headers.host) ?? ""));
  }

  private async deliverLater(
    request: IncomingMessage,
    response: ServerResponse,
    send: (to: Instance) => void,
  ) {
    const found = await this.find(request, () => response.destroyed);
    if (response.destroyed) return;
    if ("instance" in found) send(found.instance);
    else respond(request, response, found.page);
  }

  private async upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    this.counters.upgrades += 1;
    const counted = new CountedRequest(this.counts, request);
    counted.placement = this.supervisor.findByHost(labelOf(request.headers.host) ?? "");
    this.upgraded.add(socket);
    socket.once("close", () => {
      this.upgraded.delete(socket);
      counted.count(0);
    });
    socket.on("error", () => socket.destroy());
    const found = await this.find(request, () => socket.destroyed);
    if (socket.destroyed) return;
    if ("page" in found) {
      counted.count(found.page.status);
      return void socket.end(rawPage(found.page, request.headers.accept));
    }
    const { instance } = found;
    counted.instance = instance;
    instance.traffic.add(socket);
    socket.once("close", () => instance.traffic.remove(socket));
    this.forwarder.upgrade(request, socket, counted, head, instance, (failure) => {
      this.counters.badGateway += 1;
      counted.count(brokeOff("").status);
      logUndelivered(request, instance, failure);
      if (socket.writable)
        socket.end(rawPage(brokeOff(labelOf(request.headers.host) ?? ""), request.headers.accept));
    });
  }

  /** The instance that serves this host, waited for while it starts again; or what to say instead. */
  private async find(
    request: IncomingMessage,
    isGone: () => boolean,
  ): Promise<{ instance: Instance } | { page: Page }> {
    const label = labelOf(request.headers.host);
    if (label === undefined) return { page: badHost };
    const placement = this.supervisor.findByHost(label);
    if (!placement) {
      this.counters.unknownHost += 1;
      return { page: noSuchHost(label, this.supervisor.hosts()) };
    }
    const startedAt = Date.now();
    for (;;) {
      const instance = placement.serving;
      if (!instance || instance.ended.aborted || isGone()) {
        this.counters.unavailable += 1;
        return { page: nothingRuns(label) };
      }
      if (instance.isUp) return { instance };
      const limitMs = instance.isRestoring ? this.limits.holdRestoreMs : this.limits.holdRestartMs;
      const leftMs = limitMs - (Date.now() - startedAt);
      const isHopeless = instance.nextStartAt - Date.now() > leftMs;
      if (leftMs <= 0 || isHopeless || this.counters.held >= this.limits.heldRequests) {
        this.counters.unavailable += 1;
        return { page: startingUp(label) };
      }
      this.counters.held += 1;
      await instance.whenUp(leftMs);
      this.counters.held -= 1;
    }
  }
}

const MAX_HEADER_BYTES = 32 * 1024;
const MAX_HEADERS = 200;
/** Longer than the usual 60 s of a load balancer in front, so that it closes first. */
const KEEP_ALIVE_MS = 65_000;

type Failure = Undelivered & { instance: Instance; group: Instance["group"] };

/**
 * Whether the process that failed a request has ended. Its connections break a moment before we hear of its end, so
 * a dead or suspect one is waited for.
 */
async function endIsKnown({ instance, group }: Failure, patienceMs: number): Promise<boolean> {
  const isAnother = () => instance.group !== group || !instance.isUp;
  const waitMs = instance.isProcessAlive ? patienceMs : EXIT_NOTICE_MS;
  if (!isAnother() && waitMs > 0) await Promise.race([instance.exit, delay(waitMs)]);
  return isAnother() || !instance.isProcessAlive;
}

const EXIT_NOTICE_MS = 500;
const MOST_ATTEMPTS = 4;

function newCounters() {
  return {
    requests: 0,
    upgrades: 0,
    held: 0,
    retried: 0,
    badGateway: 0,
    unavailable: 0,
    unknownHost: 0,
  };
}

/** The first label of a host name, in lower case, with any suffix and port after it; undefined when it is none. */
export function labelOf(host: string | undefined): string | undefined {
  return host?.startsWith("[") ? "localhost" : LABEL.exec(host ?? "")?.[1]?.toLowerCase();
}

const LABEL = /^([a-z0-9](?:[a-z0-9_-]{0,61}[a-z0-9])?)(?:\.[a-z0-9_.-]*)?(?::\d{1,5})?$/i;
