import { once } from "node:events";
import type { Socket } from "node:net";

import { durationInMs } from "../contract";
import { addressOf, connectTo, demandHost } from "./hosts";
import { networkTrouble } from "./network-trouble";
import { expand } from "./template";
import { CouldNotTell, DidNotHold, type Attempt, type Verdict } from "./verdict";

/** What one question to a database should answer, and what it did. */
export type Said = { expected: string; actual: string };

const didNot = ({ expected, actual }: Said) => new DidNotHold(expected, actual);

/** The whole address, and its host and port once checks may talk to it. Throws CouldNotTell. */
export function databaseUrl(template: string, protocols: RegExp, attempt: Attempt) {
  const written = expand(template, attempt);
  if (!protocols.test(written) || !URL.canParse(written))
    throw new CouldNotTell(`The address of the database does not fit ${protocols.source}.`);
  const { host, port } = addressOf(written);
  demandHost(host, port, attempt.place);
  const url = new URL(written);
  // Nothing is taken from this machine's own environment where the address says nothing.
  const user = decoded(url.username);
  const password = decoded(url.password);
  return { url, host, port, user, password, database: decoded(url.pathname.slice(1)) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a bare % in a password is meant as one
  }
}

const EXPECTED = "a connection to the database";

/** Asks until the attempt is over, and translates what drivers throw. */
export async function askDatabase(
  host: string,
  { signal }: Attempt,
  ask: () => Promise<Said[]>,
): Promise<Verdict> {
  try {
    const said = await Promise.race([ask(), stopped(signal)]);
    return {
      status: "passed",
      expected: said.map((each) => each.expected).join("; "),
      actual: said.map((each) => each.actual).join("; "),
    };
  } catch (error) {
    throw networkTrouble(signal.aborted ? signal.reason : error, EXPECTED, host);
  }
}

/** Opens a socket for a driver that takes one, and closes it however that ends. */
export async function overSocket<T>(
  { host, port }: { host: string; port: number },
  { signal }: Attempt,
  ask: (socket: Socket) => Promise<T>,
): Promise<T> {
  const socket = await connectTo(host, port, signal);
  const close = () => void socket.on("error", () => {}).destroy();
  signal.addEventListener("abort", close, { once: true });
  try {
    return await ask(socket);
  } finally {
    signal.removeEventListener("abort", close);
    close();
  }
}

const stopped = async (signal: AbortSignal): Promise<never> => {
  if (!signal.aborted) await once(signal, "abort");
  throw signal.reason;
};

/** How long one question takes once the connection stands. Throws DidNotHold. */
export async function roundTrip(ask: () => Promise<unknown>, latency: string | undefined): Promise<Said> {
  const startedMs = performance.now();
  await ask();
  const tookMs = Math.round(performance.now() - startedMs);
  const said = {
    expected: latency === undefined ? "a round trip" : `a round trip within ${latency}`,
    actual: `a round trip of ${tookMs} ms`,
  };
  if (latency !== undefined && tookMs > durationInMs(latency)) throw didNot(said);
  return said;
}

type Level = { equals?: string | number | undefined; atLeast?: string | number | undefined };

/** Holds the first value of a query against the level of migration that is wanted. Throws DidNotHold. */
export function judgeLevel(first: unknown, { equals, atLeast }: Level): Said {
  const value = first === undefined || first === null ? undefined : textOf(first);
  const wanted = String(equals ?? atLeast);
  const said = {
    expected: `migration level ${equals === undefined ? "at least " : ""}${wanted}`,
    actual: `migration level ${value ?? "none"}`,
  };
  const holds = value !== undefined && (equals === undefined ? isAtLeast(value, wanted) : value === wanted);
  if (!holds) throw didNot(said);
  return said;
}

const textOf = (value: unknown): string =>
  typeof value === "string"
    ? value
    : JSON.stringify(value, (_, part: unknown) => (typeof part === "bigint" ? String(part) : part));

/** Numbers count as numbers, and names with leading numbers such as 0012_orders by these. */
const isAtLeast = (value: string, wanted: string): boolean =>
  value.localeCompare(wanted, "en", { numeric: true }) >= 0;

/** Throws CouldNotTell: a query that does not run says nothing about the level. */
export const levelUnknown = (error: unknown): never => {
  throw new CouldNotTell(
    `The query of the migration level failed: ${error instanceof Error ? error.message : "unknown"}.`,
  );
};

/** Throws DidNotHold when the distance is longer than the limit. */
export function judgeLag(who: string, lagMs: number, limit: string): Said {
  const said = {
    expected: `replication at most ${limit} behind`,
    actual: `${who} at most ${Math.round(lagMs)} ms behind`,
  };
  if (lagMs > durationInMs(limit)) throw didNot(said);
  return said;
}
