import { createHash } from "node:crypto";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Where the local target of this home listens: the rule of lib/delivery/targets/local/socket-path.ts. */
export function controlSocketPath(home) {
  const path = join(home, "target/control.sock");
  // The kernel gives a socket path 104 bytes on macOS and 108 on Linux, with its terminating zero.
  if (Buffer.byteLength(path) <= 100) return path;
  return join(
    tmpdir(),
    `slipway-${createHash("sha256").update(home).digest("hex").slice(0, 12)}`,
    "control.sock",
  );
}

/** Asks the local target; resolves to its parsed answer, or undefined when nobody answers or it refuses. */
export function askTarget(home, method, path, timeoutMs) {
  return new Promise((done) => {
    const question = request(
      { socketPath: controlSocketPath(home), method, path, timeout: timeoutMs },
      (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (chunk) => (text += chunk));
        response.on("end", () => done(response.statusCode < 300 ? parse(text) : undefined));
        response.on("error", () => done(undefined));
      },
    );
    question.on("timeout", () => question.destroy());
    question.on("error", () => done(undefined));
    question.end();
  });
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
