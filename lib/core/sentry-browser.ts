import { init } from "@sentry/nextjs";

/** Its own chunk, loaded only when the portal has a DSN. Errors only: no traces, no replay, nothing personal. */
export function startErrorReporting(dsn: string): void {
  init({ dsn, sendDefaultPii: false });
}
