import "server-only";
import { createHash } from "node:crypto";

import { actorKey, type Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { claim, release, remember } from "@/lib/core/idempotency";

import type { Answer, ApiRoute } from "./define-route";
import { problemOf, ProtocolProblem } from "./problem";

type Headed = Answer & { headers?: Record<string, string> };

/** Refusals that say nothing about the request itself: the next try may well succeed. */
const PASSING = new Set([401, 429]);

/**
 * Carries a POST out at most once per Idempotency-Key and caller. Answers up to 499 are kept for a day and
 * repeated; a failure of ours frees the key.
 */
export async function answerOnce(
  request: Request,
  route: ApiRoute,
  ctx: Context,
  text: string | undefined,
  run: () => Promise<Answer>,
): Promise<Headed> {
  const key = keyOf(request);
  if (key === undefined) return run();
  const { pathname, search } = new URL(request.url);
  const fingerprint = createHash("sha256")
    .update(JSON.stringify([request.method, pathname, search, text ?? ""]))
    .digest("hex");

  const claimed = await claim(ctx, { actor: actorKey(ctx.actor), key }, fingerprint);
  switch (claimed.state) {
    case "mismatch":
      throw new ProtocolProblem(
        "idempotency_mismatch",
        "This Idempotency-Key was used for another request. Use a new key for each thing you ask for.",
      );
    case "running":
      throw new ProtocolProblem(
        "idempotency_in_progress",
        "The first request with this Idempotency-Key has not been answered yet. Ask again in a second.",
      );
    case "known":
      return { ...claimed.answer, headers: replayHeaders(claimed.answer) };
    case "first":
  }

  const answer = await answered(run, { instance: pathname, requestId: ctx.request.id });
  if ("failure" in answer) {
    await release(ctx, claimed);
    throw answer.failure;
  }
  await remember(ctx, claimed, { status: answer.status, body: withoutSecrets(answer.body, route.shownOnce) });
  return answer;
}

/** The answer to keep, or the failure after which the key must be free again. */
async function answered(
  run: () => Promise<Answer>,
  at: { instance: string; requestId: string },
): Promise<Headed | { failure: unknown }> {
  try {
    return await run();
  } catch (failure) {
    const { status, body, headers } = problemOf(failure, at);
    if (status >= 500 || PASSING.has(status)) return { failure };
    return { status, body, headers: { ...headers, ...contentTypeOf(status) } };
  }
}

/** Tokens are hashed at rest, so an answer that shows one is kept without it. */
function withoutSecrets(body: unknown, shownOnce: readonly string[] = []): unknown {
  if (typeof body !== "object" || body === null || shownOnce.length === 0) return body;
  return Object.fromEntries(
    Object.entries(body).map(([key, value]) => [key, shownOnce.includes(key) ? null : value]),
  );
}

const replayHeaders = ({ status }: Answer) => ({ "idempotency-replayed": "true", ...contentTypeOf(status) });

const contentTypeOf = (status: number): Record<string, string> =>
  status >= 400 ? { "content-type": "application/problem+json" } : {};

function keyOf(request: Request): string | undefined {
  const key = request.headers.get("idempotency-key");
  if (key === null) return undefined;
  if (/^[\x21-\x7e]{1,200}$/.test(key)) return key;
  const message = "Use 1 to 200 printable characters without spaces.";
  throw new DomainError("invalid", `The Idempotency-Key is not valid. ${message}`, {
    fields: [{ path: "Idempotency-Key", message }],
  });
}
