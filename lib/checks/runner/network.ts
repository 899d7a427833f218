import { Resolver } from "node:dns/promises";
import { connect, isIP } from "node:net";
import { connect as connectTls, type PeerCertificate } from "node:tls";

import type { CheckDefinition } from "../contract";
import { addressOf, demandHost, lookup } from "./hosts";
import { networkTrouble } from "./network-trouble";
import { expand } from "./template";
import { CouldNotTell, DidNotHold, type Attempt, type Verdict } from "./verdict";

type Part<K extends keyof CheckDefinition> = NonNullable<CheckDefinition[K]>;
const DAY_MS = 86_400_000;
const MINIMUM_DAYS = 14;

const passed = (expected: string, actual: string): Verdict => ({ status: "passed", expected, actual });

/** Whether something accepts connections. */
export async function runTcp({ address }: Part<"tcp">, attempt: Attempt): Promise<Verdict> {
  const { host, port } = addressOf(expand(address, attempt));
  demandHost(host, port, attempt.place);
  const expected = `${host}:${port} accepts connections`;
  const socket = connect({ host, port, lookup, signal: attempt.signal });
  await opened(socket, "connect", attempt, expected, host);
  return passed(expected, "connected");
}

/** Whether the certificate is trusted, belongs to the name, and is valid for long enough. */
export async function runTls({ address, serverName, minDays = MINIMUM_DAYS }: Part<"tls">, attempt: Attempt) {
  const { host, port } = addressOf(expand(address, attempt), 443);
  demandHost(host, port, attempt.place);
  const expected = `a trusted certificate, valid for ${minDays} more days`;
  const socket = connectTls({ host, port, servername: serverName ?? (isIP(host) ? "" : host), lookup });
  let certificate: PeerCertificate | undefined;
  socket.once("secureConnect", () => (certificate = socket.getPeerCertificate()));
  await opened(socket, "secureConnect", attempt, expected, host);
  const days = Math.floor((Date.parse(certificate?.valid_to ?? "") - Date.now()) / DAY_MS);
  const actual = `a trusted certificate, valid for ${days} more days`;
  if (!(days >= minDays)) throw new DidNotHold(expected, actual);
  return passed(expected, actual);
}

/** Resolves on the event; always leaves the socket closed. */
function opened(
  socket: ReturnType<typeof connect>,
  event: "connect" | "secureConnect",
  { signal }: Attempt,
  expected: string,
  host: string,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => socket.destroy(signal.reason instanceof Error ? signal.reason : new Error("stopped"));
    signal.addEventListener("abort", stop, { once: true });
    if (signal.aborted) stop();
    const end = (settle: () => void) => {
      signal.removeEventListener("abort", stop);
      // A socket that is closed by its abort may complain once more.
      socket.on("error", () => {});
      settle();
      socket.destroy();
    };
    socket.once(event, () => end(resolve));
    socket.once("error", (error) => end(() => reject(networkTrouble(error, expected, host))));
  });
}

/** Whether a name resolves, and to what. */
export async function runDns(
  { name, type = "A", includes }: Part<"dns">,
  attempt: Attempt,
): Promise<Verdict> {
  const host = expand(name, attempt);
  demandHost(host, undefined, attempt.place);
  const wanted = includes === undefined ? undefined : expand(includes, attempt);
  const expected =
    wanted === undefined ? `${host} has ${type} records` : `${host} has the ${type} record ${wanted}`;
  const resolver = new Resolver({ timeout: 2_000, tries: 2 });
  const stop = () => resolver.cancel();
  attempt.signal.addEventListener("abort", stop, { once: true });
  try {
    const answers = [await resolver.resolve(host, type)].flat().map(recordOf);
    const actual = `it has ${answers.join(", ") || "none"}`;
    if (answers.length === 0 || (wanted !== undefined && !answers.includes(wanted)))
      throw new DidNotHold(expected, actual);
    return passed(expected, actual);
  } catch (error) {
    if (error instanceof DidNotHold) throw error;
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (code === "ENOTFOUND" || code === "ENODATA")
      throw new DidNotHold(expected, "the name server knows none");
    throw new CouldNotTell(`The name server could not be asked (${code || "no answer"}).`);
  } finally {
    attempt.signal.removeEventListener("abort", stop);
  }
}

function recordOf(record: unknown): string {
  if (typeof record === "string") return record;
  if (Array.isArray(record)) return record.join("");
  return typeof record === "object" && record !== null && "exchange" in record
    ? String(record.exchange)
    : String(record);
}
