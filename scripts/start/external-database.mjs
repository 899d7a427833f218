import { connect } from "node:net";

import { StartFailure } from "./failure.mjs";

const TIMEOUT_MS = 5_000;

/** Proves early, before anything is installed, that somebody listens where DATABASE_URL points. */
export async function requireReachable(databaseUrl) {
  const place = parsePlace(databaseUrl);
  // A socket folder or a list of hosts: only the driver knows how to reach those.
  if (!place.single) return;
  const problem = await new Promise((done) => {
    const socket = connect({ host: place.host, port: place.port, timeout: TIMEOUT_MS });
    const end = (answer) => {
      socket.destroy();
      done(answer);
    };
    socket.once("connect", () => end(undefined));
    socket.once("timeout", () => end("no answer within 5 s"));
    socket.once("error", (error) => end(explain(error)));
  });
  if (problem) throw unreachable(place, problem);
}

/** Proves that we may log in and that the database exists. Needs the installed driver. */
export async function requireLogin(databaseUrl) {
  const { default: postgres } = await import("postgres");
  const sql = postgres(databaseUrl, { max: 1, connect_timeout: TIMEOUT_MS / 1000, onnotice: () => {} });
  try {
    await sql`select 1`;
  } catch (error) {
    throw unreachable(parsePlace(databaseUrl), explain(error));
  } finally {
    await sql.end({ timeout: 0 });
  }
}

function parsePlace(databaseUrl) {
  let url;
  try {
    url = new URL(databaseUrl);
  } catch {
    throw new StartFailure(
      "DATABASE_URL is not a URL. It should look like postgres://user:password@host:5432/database.",
    );
  }
  if (!/^postgres(ql)?:$/.test(url.protocol)) {
    throw new StartFailure(`DATABASE_URL must begin with postgres://, and it begins with ${url.protocol}//.`);
  }
  const host = decodeURIComponent(url.hostname).replace(/^\[|\]$/g, "");
  return {
    host,
    port: Number(url.port || 5432),
    database: decodeURIComponent(url.pathname.slice(1)) || decodeURIComponent(url.username),
    single: host !== "" && !/[,/]/.test(host),
  };
}

function unreachable({ host, port, database }, problem) {
  return new StartFailure(
    `The database "${database}" on ${host || "the local socket"}, port ${port}, cannot be used: ${problem}. Correct DATABASE_URL, or unset it to use the embedded database.`,
  );
}

function explain(error) {
  const known = {
    ECONNREFUSED: "nothing listens there",
    ENOTFOUND: "there is no such host",
    EAI_AGAIN: "the host name could not be looked up",
    ETIMEDOUT: "no answer",
    CONNECT_TIMEOUT: "no answer within 5 s",
    "28P01": "it refuses the user or the password",
    28000: "it refuses the user",
    "3D000": "there is no database of that name",
    53300: "it has no connection left",
  };
  return (
    known[error.code] ?? known[error.errors?.[0]?.code] ?? String(error.code ?? "it closed the connection")
  );
}
