#!/usr/bin/env node
// `npm run seed:scale`: fills a database with 2,000 services and 1,000,000 deployments, for benchmarks and for looking
// at a large installation. It works on DATABASE_URL, or on the embedded database of the portal that runs in
// SLIPWAY_HOME. --services=N and --deployments=N make it smaller.
import { join } from "node:path";
import { parseArgs } from "node:util";

import postgres from "postgres";

import { seedScale } from "./seed-scale/seed.mjs";
import { readState } from "./start/home.mjs";
import { readSettings } from "./start/settings.mjs";

const { values } = parseArgs({
  options: {
    services: { type: "string", default: "2000" },
    deployments: { type: "string", default: "1000000" },
  },
});
const sql = postgres(databaseUrl(), { max: 1, connect_timeout: 5, onnotice: () => {} });
try {
  await seedScale(sql, {
    services: wholeNumber("services", 1, 2_500),
    deployments: wholeNumber("deployments", 100, 10_000_000),
    say: (text) => console.log(text),
  });
} catch (error) {
  console.error(
    error.code === "ECONNREFUSED"
      ? "The database does not answer. Start the portal (npm start) in another terminal and seed again."
      : `Nothing was seeded: ${error.message}`,
  );
  process.exitCode = 1;
} finally {
  await sql.end();
}

function databaseUrl() {
  const { databaseUrl: given, home } = readSettings();
  if (given) return given;
  const state = readState(join(home, "postgres.json"));
  if (state?.created) return `postgres://slipway:${state.password}@127.0.0.1:${state.port}/slipway`;
  console.error(`There is no database in ${home} yet. Run npm start once, or set DATABASE_URL.`);
  return process.exit(1);
}

function wholeNumber(name, least, most) {
  const number = Number(values[name]);
  if (Number.isInteger(number) && number >= least && number <= most) return number;
  console.error(`--${name} must be a whole number from ${least} to ${most}, and it is "${values[name]}".`);
  return process.exit(1);
}
