import type { IncomingMessage, ServerResponse } from "node:http";

import type { Instance } from "./instance";
import type { Placement } from "./placement";
import type { RequestCounts } from "./request-counts";

/** A request on its way through the gateway, until it has been counted; it counts once, whatever becomes of it. */
export class CountedRequest {
  /** Undefined while nobody is known to be asked, and then nothing is counted. */
  placement: Placement | undefined;
  /** Who answered, or was the last to be asked. */
  instance: Instance | undefined;
  /** The release broke off in the middle of its answer. */
  isBrokenOff = false;
  private readonly startedAt = performance.now();
  private isCounted = false;

  constructor(
    private readonly counts: RequestCounts,
    private readonly request: IncomingMessage,
  ) {}

  /** The exchange is over for the client: answered, broken off, or left. The release has one less open. */
  end(response: ServerResponse): void {
    this.instance?.traffic.remove(response);
    this.count(response.headersSent ? response.statusCode : 0);
  }

  /**
   * Counts now, with the time until now. For what stays open for as long as somebody wants to listen (WebSockets,
   * server-sent events): how long that is says nothing about how fast the release answers.
   */
  count(status: number): void {
    if (this.isCounted || this.placement === undefined) return;
    this.isCounted = true;
    const { name, serving } = this.placement;
    this.counts.count({
      placementId: name.id,
      releaseId: (this.instance ?? serving)?.releaseId ?? null,
      method: this.request.method,
      target: this.request.url ?? "/",
      status: status > 599 ? 500 : status,
      isError: status >= 500 || this.isBrokenOff,
      durationMs: status === 0 ? undefined : performance.now() - this.startedAt,
    });
  }
}
