import "server-only";
import { canWatch } from "@/lib/auth";
import type { Actor } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";

import { watch } from "./hub";

/** What a client may leave unread before it is dropped: some thousand topics. It reconnects and refetches. */
const UNREAD_BYTES = 64 * 1_024;
const RECHECK_MS = 30_000;

/**
 * A stream of topic names for one client. It ends when the client leaves, does not read, or is no longer let in.
 * @param sinceMs what changed from then on is told first.
 * @param recheck who the client is by now; throws `unauthenticated`, or answers anonymous, once it is nobody.
 */
export function eventStream(
  who: Actor,
  recheck: () => Promise<Actor>,
  {
    recheckMs = RECHECK_MS,
    gone,
    sinceMs,
  }: { recheckMs?: number; gone?: AbortSignal | undefined; sinceMs?: number | undefined } = {},
): ReadableStream<Uint8Array> {
  let actor = who;
  let leave = () => {};
  let isWatching = true;

  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        controller.enqueue(HELLO);
        const watcher = {
          hears: (topic: string) => canWatch(actor, topic),
          send: (chunk: Uint8Array) => {
            if ((controller.desiredSize ?? 0) > 0) return controller.enqueue(chunk);
            leave();
            // An abort, because Next takes any other error of a stream for a fault of ours.
            controller.error(new DOMException("This client does not read.", "AbortError"));
          },
          end: () => end(),
        };
        const stop = watch(watcher, sinceMs);
        const timer = setInterval(() => void admit(), recheckMs);
        leave = () => {
          clearInterval(timer);
          stop();
          gone?.removeEventListener("abort", leave);
          leave = () => {};
          isWatching = false;
        };
        const end = () => {
          if (!isWatching) return; // left during the recheck: what is closed cannot be closed again
          leave();
          controller.close();
        };
        const admit = async () => {
          const now = await recheck().catch((error: unknown) =>
            // A database that is away for a moment must not send everybody out.
            error instanceof DomainError ? ANONYMOUS : actor,
          );
          if (!canWatch(now, "")) return end();
          actor = now;
        };
        gone?.addEventListener("abort", leave);
      },
      cancel: () => leave(),
    },
    { highWaterMark: UNREAD_BYTES, size: (chunk) => chunk.byteLength },
  );
}

const ANONYMOUS: Actor = { type: "anonymous" };
const HELLO = new TextEncoder().encode("retry: 2000\n\n");
