import "server-only";
import { newId } from "@/db/columns";
import { canWatch } from "@/lib/auth";
import type { Actor, Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { reportError } from "@/lib/core/report-error";

import { eventStream } from "./live/event-stream";
import { problemOf } from "./problem";

/** Answers a browser (or a script) that wants to hear what changes, as server-sent events. */
export async function answerWatch(
  request: Request,
  contextOf: () => Promise<Context>,
  actorOf: () => Promise<Actor>,
): Promise<Response> {
  let requestId = newId("req");
  try {
    const ctx = await contextOf();
    requestId = ctx.request.id;
    if (!canWatch(ctx.actor, "")) throw new DomainError("unauthenticated", "Sign in, or send a token.");
    return new Response(
      eventStream(ctx.actor, actorOf, { gone: request.signal, sinceMs: sinceOf(request) }),
      {
        headers: {
          "content-type": "text/event-stream; charset=utf-8",
          // No transform, or a compressing proxy would hold frames back.
          "cache-control": "no-cache, no-transform",
          "x-accel-buffering": "no",
          // Nothing follows a stream on its connection; kept alive, it would hold up the end of the process.
          connection: "close",
          "x-request-id": requestId,
        },
      },
    );
  } catch (error) {
    const { bug, status, body, headers } = problemOf(error, { instance: "/api/events", requestId });
    if (bug) reportError(error, { seam: "events", requestId });
    return Response.json(body, {
      status,
      headers: { ...headers, "content-type": "application/problem+json", "x-request-id": requestId },
    });
  }
}

/** `?since=` of a page that was rendered then. What is no time is long ago: everything is read again. */
function sinceOf(request: Request): number | undefined {
  const since = new URL(request.url).searchParams.get("since");
  return since === null ? undefined : Number(since);
}
