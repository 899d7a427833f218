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
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(name, listen);
}
