import { isMainThread } from "node:worker_threads";

// Preloaded into web and worker. Their standard input is a pipe that only `npm start` holds: when it ends, however
// that happened, nobody supervises us any more and the port must become free. Worker threads load this file too.
if (isMainThread) {
  process.stdin.on("error", () => process.exit(1));
  process.stdin.on("end", () => process.exit(1));
  process.stdin.resume();
  process.stdin.unref?.();
}
