import "server-only";
import { ownRelease } from "@/lib/env";

import { log } from "./log";

/**
 * Starts the Sentry SDK in the web process: errors only, through `reportError`. The SDK's own instrumentation of
 * requests stays off, because traces are a system of their own here.
 */
export async function startErrorReporting(): Promise<void> {
  const dsn = process.env.SENTRY_DSN;
  if (!dsn) return;
  try {
    const { init } = await import("@sentry/nextjs");
    init({
      dsn,
      // The portal is a release, too: of itself, where it carries itself.
      release: ownRelease(),
      sendDefaultPii: false,
      skipOpenTelemetrySetup: true,
      registerEsmLoaderHooks: false,
      integrations: (all) => all.filter(({ name }) => KEPT.has(name)),
      beforeSend: withoutSecrets,
    });
  } catch (error) {
    // A wrong DSN must not keep the portal from starting.
    log.error({ err: error }, "Error reporting could not be started");
  }
}

/** What tells errors apart and catches those that nobody caught; nothing that wraps http, fetch or the database. */
const KEPT = new Set([
  "InboundFilters",
  "EventFilters",
  "FunctionToString",
  "LinkedErrors",
  "ContextLines",
  "OnUncaughtException",
  "OnUnhandledRejection",
]);

/** What a request carries in is nobody's business: cookies, authorization and bodies stay here. */
function withoutSecrets<E extends { request?: { headers?: unknown; cookies?: unknown; data?: unknown } }>(
  event: E,
): E {
  delete event.request?.headers;
  delete event.request?.cookies;
  delete event.request?.data;
  return event;
}
