import { init } from "@sentry/nextjs";

import { dropQueries } from "./drop-queries";

/** Its own chunk, loaded only when the portal has a DSN. Errors only: no traces, no replay, nothing personal. */
export function startErrorReporting(dsn: string): void {
  init({ dsn, sendDefaultPii: false, beforeSend: (event) => dropQueries(event) });
}
