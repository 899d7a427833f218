/** Several signals within this time are one wish: npm passes on what the terminal already sent to all of us. */
const BURST_MS = 1_000;

/** Calls `onFirst` once when a person or the system asks to stop, and `onSecond` when asked again later. */
export function listenForStop({ onFirst, onSecond }) {
  let firstAt;
  const listen = () => {
    const now = Date.now();
    if (firstAt === undefined) {
      firstAt = now;
      onFirst();
    } else if (now - firstAt >= BURST_MS) {
      onSecond();
    }
  };
  const parent = process.ppid;
  if (process.env.npm_lifecycle_event || process.env.SLIPWAY_STOP_WITH_PARENT) {
    // npm passes most signals on, but not SIGHUP, and it can be killed: without it nobody can reach us any more.
    setInterval(() => process.ppid !== parent && firstAt === undefined && listen(), 1_000).unref();
  }
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(name, listen);
}
