import { log } from "./log";

/**
 * The one seam through which bugs leave the program: a log line always, Sentry when SENTRY_DSN is set. Failures that a
 * user may see (DomainError) do not come here.
 */
export function reportError(error: unknown, facts: Record<string, string | number | undefined> = {}): void {
  log.error({ err: error, ...facts }, error instanceof Error ? error.message : "Something was thrown");
  if (!process.env.SENTRY_DSN) return;
  void sendToSentry(error, facts);
}

async function sendToSentry(error: unknown, facts: Record<string, unknown>) {
  const { captureException } = await import("@sentry/nextjs");
  captureException(error, { extra: facts });
}
