import { init } from "@sentry/nextjs";

import { dropQueries } from "./drop-queries";

/** Its own chunk, loaded only when the portal has a DSN. Errors only: no traces, no replay, nothing personal. */
export function startErrorReporting(dsn: string, release: string | undefined): void {
  init({ dsn, release, sendDefaultPii: false, beforeSend: (event) => dropQueries(event) });
}
