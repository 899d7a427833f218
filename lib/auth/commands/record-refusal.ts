import "server-only";
import type { Context } from "@/lib/core/context";
import { mutate } from "@/lib/core/mutate";
import { grant } from "@/lib/core/permit";

/**
 * Somebody was not let in. Recorded as done by nobody, because whoever tried has not proved who they are.
 * @param person whose account it was. Without one, nothing that was typed is written down: it may be a password in the
 * wrong field.
 */
export function recordRefusal(
  ctx: Context,
  person: { id: string; name: string } | undefined,
  because: { method: string } & Record<string, string>,
): Promise<void> {
  return mutate(ctx, grant({ type: "anonymous" }, "session.refuse", true, ""), async () => ({
    result: undefined,
    subject: person?.id ?? "unknown",
    subjectName: person?.name ?? "unknown account",
    after: because,
  }));
}
