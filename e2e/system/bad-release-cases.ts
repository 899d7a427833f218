/** The limits the portal is started with, so that no case has to write a gigabyte before somebody minds. */
export const LIMITS = {
  SLIPWAY_TARGET_DISK_BYTES: String(128 * 1024 * 1024),
  SLIPWAY_TARGET_LOG_FLOOD_BYTES: String(4 * 1024 * 1024),
  SLIPWAY_TARGET_WRONG_PORT_MS: "1500",
  SLIPWAY_TARGET_STOP_GRACE_MS: "1000",
  SLIPWAY_TARGET_REJECT_GRACE_MS: "500",
};

const listening = (rest: string) => `
import { createServer } from "node:http";
createServer((request, response) => response.end(request.url === "/pid" ? String(process.pid) : "fine")).listen(process.env.PORT);
${rest}
`;

export const GOOD = listening("");

export type BadRelease = { name: string; files: Record<string, string>; says: RegExp };

const CONFIGURATION =
  "start: node server.mjs\nhealth: /health\nreadiness: { interval: 50ms, deadline: 3s }\n";
export const filesOf = (server: string) => ({ "server.mjs": server, "slipway.yaml": CONFIGURATION });

/** Each must be refused, with a first line that says why. */
export const REFUSED: BadRelease[] = [
  {
    name: "does not build",
    files: {
      "slipway.yaml": `build: node build.mjs\n${CONFIGURATION}`,
      "build.mjs": `throw new Error("cannot find the tide schema");`,
    },
    says: /cannot find the tide schema/,
  },
  {
    name: "exits at start",
    files: filesOf(`console.error("cannot read the tide table"); process.exit(3);`),
    says: /^The process exited with code 3 after \d+\.\d s: cannot read the tide table$/,
  },
  {
    name: "never listens",
    files: filesOf(`setInterval(() => {}, 1000);`),
    says: /^Nothing listened on port \d+ within 3\.\d s; Slipway gave it PORT=\d+\.$/,
  },
  {
    name: "listens on the wrong port",
    files: filesOf(`import { createServer } from "node:http"; createServer().listen(0, "127.0.0.1");`),
    says: /^It listens on port \d+, but Slipway gave it PORT=\d+\.$/,
  },
  {
    name: "answers its health check with 500",
    files: filesOf(`import { createServer } from "node:http";
      createServer((_, response) => { response.statusCode = 500; response.end("no"); }).listen(process.env.PORT);`),
    says: /^GET \/health answered 500: no \(\d+ tries in \d\.\d s\)\.$/,
  },
  {
    name: "is healthy and dies within ten seconds",
    files: filesOf(
      listening(`setTimeout(() => { console.error("lost the tide"); process.exit(9); }, 2500);`),
    ),
    says: /^The process exited with code 9 \d\.\d s after it was ready: lost the tide$/,
  },
  {
    name: "floods its log",
    files: filesOf(
      listening(
        `const line = "x".repeat(1000) + "\\n"; setInterval(() => { for (let n = 0; n < 500; n += 1) process.stdout.write(line); }, 5);`,
      ),
    ),
    says: /^It wrote more than 4 MB of log while it was starting\.$/,
  },
  {
    name: "writes a gigabyte",
    files: filesOf(
      listening(`import { appendFileSync } from "node:fs"; import { join } from "node:path";
        let n = 0;
        const timer = setInterval(() => {
          if ((n += 1) > 1024) return clearInterval(timer);
          try {
            appendFileSync(n % 2 ? "part" + n : join(process.env.TMPDIR, "part" + n), Buffer.alloc(1024 * 1024));
          } catch {
            // Its own folder is read-only; root is not stopped by that.
          }
        }, 2);`),
    ),
    says: /^It wrote more than 128 MB to the disk while it was starting\.$/,
  },
];

const STUBBORN = `process.on('SIGTERM', () => {}); setInterval(() => {}, 1000);`;

/** These behave while they serve: they are deployed, and must be gone once something else serves. */
export const UNWILLING_TO_GO: Omit<BadRelease, "says">[] = [
  { name: "ignores SIGTERM", files: filesOf(listening(STUBBORN)) },
  {
    name: "forks children that leave its group",
    files: filesOf(
      listening(`import { spawn } from "node:child_process";
        const child = (detached) => spawn(process.execPath, ["-e", ${JSON.stringify(STUBBORN)}], { detached, stdio: "ignore" });
        for (let n = 0; n < 3; n += 1) child(true).unref();
        child(false);`),
    ),
  },
];
