import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";

import { serviceRepository } from "./service-repository";

/** A small service that keeps orders in PostgreSQL, with what its team declares about it. */
export function orderService(folder: string) {
  mkdirSync(folder, { recursive: true });
  // Its driver lies in the repository: building it needs no network.
  const driver = "node_modules/postgres";
  cpSync(join(driver, "src"), join(folder, "vendor/postgres/src"), { recursive: true });
  cpSync(join(driver, "package.json"), join(folder, "vendor/postgres/package.json"));
  return serviceRepository(folder);
}

const CONFIGURATION = `
start: node server.mjs
health: /health
readiness: { interval: 50ms, deadline: 10s }
migrations:
  command: node migrate.mjs
  status: node migrate.mjs --status
  directory: migrations
environment:
  DATABASE_URL: { required: true, secret: true }
checks:
  - name: orders
    http: { url: /orders, expect: [{ json: $.total, atLeast: 0 }] }
  - name: database
    postgres: { url: "\${DATABASE_URL}", readWrite: true }
`;

const connect = `import postgres from "./vendor/postgres/src/index.js";
const sql = postgres(process.env.DATABASE_URL, { max: 2, onnotice: () => {} });
`;

const MIGRATE = `${connect}
import { readdirSync, readFileSync } from "node:fs";
await sql\`create table if not exists schema_migrations (name text primary key)\`;
const applied = (await sql\`select name from schema_migrations order by name\`).map(({ name }) => name);
if (process.argv.includes("--status")) for (const name of applied) console.log(name);
else for (const name of readdirSync("migrations").sort()) {
  if (applied.includes(name)) continue;
  console.log("applying " + name);
  await sql.begin(async (tx) => {
    await tx.unsafe(readFileSync("migrations/" + name, "utf8"));
    await tx\`insert into schema_migrations values (\${name})\`;
  });
}
await sql.end();
`;

/** @param query what it asks its database for the number of orders */
const server = (query: string) => `${connect}
import { createServer } from "node:http";
createServer(async (request, response) => {
  if (request.url === "/health") return response.end("ok");
  try {
    const [{ total }] = await sql.unsafe(${JSON.stringify(query)});
    response.setHeader("content-type", "application/json").end(JSON.stringify({ total }));
  } catch (error) {
    response.writeHead(500).end(error.message);
  }
}).listen(process.env.PORT);
`;

const COUNT = "select count(*)::int as total from orders";

/** The first release, and one for each thing that can be wrong with a next one. */
export const FILES = {
  good: {
    "slipway.yaml": CONFIGURATION,
    "migrate.mjs": MIGRATE,
    "server.mjs": server(COUNT),
    "migrations/001_orders.sql": "create table orders (id bigserial primary key, total numeric not null);",
  },
  brokenMigration: { "migrations/002_broken.sql": "alter table no_such_table add column note text;" },
  missingVariable: {
    "migrations/002_broken.sql": "alter table orders add column note text;",
    "slipway.yaml": CONFIGURATION.replace(
      "environment:\n",
      "environment:\n  PAYMENT_KEY: { required: true, secret: true }\n",
    ),
  },
  failingSmoke: { "slipway.yaml": CONFIGURATION, "server.mjs": server("select total from no_such_table") },
};
