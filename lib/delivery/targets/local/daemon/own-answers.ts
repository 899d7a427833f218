import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";

import type { Undelivered } from "./forwarder";
import type { Instance } from "./instance";
import { logger } from "./logger";
import { cannotBePassedOn, type Page, rawPage, renderPage } from "./pages";

/** Answers with a page of the gateway's own, unless an answer has begun. */
export function respond(request: IncomingMessage, response: ServerResponse, page: Page): void {
  if (response.headersSent || response.destroyed) return;
  const { body, headers } = renderPage(page, request.headers.accept);
  response.writeHead(page.status, headers);
  response.end(request.method === "HEAD" ? undefined : body);
  request.resume();
}

/** Node refuses to send some things that it does accept; one such request must not stay open for ever. */
export function refuseToPassOn(request: IncomingMessage, response: ServerResponse, error: unknown): void {
  logger.warn("A request could not be passed on", { error });
  if (response.headersSent) response.destroy();
  else respond(request, response, cannotBePassedOn);
}

/** For what could not even be read as a request. */
export function refuseBroken(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable || error.code === "ECONNRESET") return void socket.destroy();
  const status =
    error.code === "HPE_HEADER_OVERFLOW" ? 431 : error.code === "ERR_HTTP_REQUEST_TIMEOUT" ? 408 : 400;
  const text =
    status === 431
      ? "Its headers are too large."
      : status === 408
        ? "It took too long."
        : "It is not valid HTTP.";
  socket.end(rawPage({ status, title: "The request was not understood", text }));
}

export function logUndelivered(request: IncomingMessage, instance: Instance, { error }: Undelivered): void {
  const path = (request.url ?? "").split("?")[0];
  logger.warn("A request could not be delivered", {
    release: instance.releaseId,
    method: request.method,
    path,
    error: error.message,
  });
}
