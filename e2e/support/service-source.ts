/** How one release of a journey's service behaves. */
export type Behaviour = {
  /** What its page says. */
  version: string;
  /** Prints a line every tenth of a second and listens only then. */
  listensAfterMs?: number;
  /** What the health path answers; 200 unless said otherwise. */
  healthStatus?: number;
  /** Ends at once with this as its last words. */
  lastWords?: string;
  /** Its slipway.yaml. */
  configuration?: string;
  /** Files beside it, by name. */
  files?: Record<string, string>;
};

/** A plain Node server, as a team that never heard of us would write it. */
export function serviceSource(behaviour: Behaviour): Record<string, string> {
  return {
    "package.json": JSON.stringify({
      name: "journey",
      version: "1.0.0",
      private: true,
      type: "module",
      scripts: { start: "node server.js" },
    }),
    "server.js": programOf(behaviour),
    ...behaviour.files,
    ...(behaviour.configuration !== undefined && { "slipway.yaml": behaviour.configuration }),
  };
}

function programOf({ version, listensAfterMs = 0, healthStatus = 200, lastWords }: Behaviour): string {
  if (lastWords) return `console.error(${JSON.stringify(lastWords)});\nprocess.exit(3);\n`;
  return `import { createServer } from "node:http";

const server = createServer((request, response) => {
  const isHealth = request.url === "/healthz";
  response.statusCode = isHealth ? ${healthStatus} : 200;
  response.setHeader("content-type", "text/html; charset=utf-8");
  const { SLIPWAY_ENVIRONMENT: environment, GREETING: greeting = "" } = process.env;
  const page = \`<!doctype html><html lang="en"><title>${version}</title><h1>${version} in \${environment}</h1>\`;
  response.end(isHealth ? "ok" : page + \`<p>The greeting has \${greeting.length} letters.</p></html>\`);
});

const listensAtMs = Date.now() + ${listensAfterMs};
let line = 0;
(function warmUp() {
  if (Date.now() >= listensAtMs) {
    server.listen(Number(process.env.PORT), () => console.log("${version} listens"));
    return;
  }
  line += 1;
  console.log(\`warming up, line \${line}\`);
  setTimeout(warmUp, 100);
})();
`;
}
