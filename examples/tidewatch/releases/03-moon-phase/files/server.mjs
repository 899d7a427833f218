import { readFileSync } from "node:fs";
import { createServer } from "node:http";

import { moonAt } from "./moon.mjs";
import { renderPage } from "./page.mjs";
import { tidesNow } from "./tides.mjs";

const { version } = JSON.parse(readFileSync(new URL("./package.json", import.meta.url), "utf8"));
const about = {
  version,
  release: process.env.SLIPWAY_RELEASE ?? "not deployed",
  environment: process.env.SLIPWAY_ENVIRONMENT ?? "this machine",
  region: process.env.SLIPWAY_REGION ?? "",
};

const json = (value) => ({ type: "application/json", body: JSON.stringify(value) });

const routes = {
  "/": () => ({ type: "text/html; charset=utf-8", body: renderPage(tidesNow(Date.now()), about) }),
  "/api/tides": () => json(tidesNow(Date.now())),
  "/api/moon": () => json(moonAt(Date.now())),
  "/api/about": () => json(about),
  "/health": () => json({ status: "ok", harbours: tidesNow(Date.now()).length }),
};

const server = createServer((request, response) => {
  const { pathname } = new URL(request.url, "http://localhost");
  const route = routes[pathname];
  try {
    const { type, body } = route ? route() : json({ error: "There is nothing here." });
    response.writeHead(route ? 200 : 404, { "content-type": type }).end(body);
  } catch (error) {
    process.stderr.write(`${request.method} ${pathname}: ${error.message}\n`);
    response
      .writeHead(503, { "content-type": "application/json" })
      .end(JSON.stringify({ error: error.message }));
  }
});

const port = Number(process.env.PORT ?? 3001);
server.listen(port, () => process.stdout.write(`tidewatch ${version} listens on port ${port}\n`));

// Requests that are under way are answered before the process ends.
process.on("SIGTERM", () => {
  server.close(() => process.exit(0));
  server.closeIdleConnections();
});
