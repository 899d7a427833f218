import { DrizzleQueryError } from "drizzle-orm";

import { log } from "./log";

/**
 * The one seam through which bugs leave the program: a log line always, Sentry when SENTRY_DSN is set. Failures that a
 * user may see (DomainError) do not come here.
 */
export function reportError(error: unknown, facts: Record<string, string | number | undefined> = {}): void {
  const reported = withoutParameters(error);
  log.error(
    { err: reported, ...facts },
    reported instanceof Error ? reported.message : "Something was thrown",
  );
  if (!process.env.SENTRY_DSN) return;
  void sendToSentry(reported, facts);
}

/** A failed query carries its parameters, among them hashes and addresses; its cause says what went wrong without. */
function withoutParameters(error: unknown): unknown {
  if (!(error instanceof DrizzleQueryError)) return error;
  return new Error(`A query failed: ${error.query}`, { cause: error.cause });
}

async function sendToSentry(error: unknown, facts: Record<string, unknown>) {
  const { captureException } = await import("@sentry/nextjs");
  captureException(error, { extra: facts });
}
