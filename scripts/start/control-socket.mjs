import { createHash } from "node:crypto";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Where the local target of this home listens. The same rule as in lib/delivery/targets/local. */
export function controlSocketPath(home) {
  const path = join(home, "target/control.sock");
  // sun_path holds 108 bytes on Linux and 104 on macOS.
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
