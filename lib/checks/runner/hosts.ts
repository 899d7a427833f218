import { lookup as resolve } from "node:dns/promises";
import { once } from "node:events";
import { BlockList, connect, isIP, type LookupFunction, type Socket } from "node:net";

import { CouldNotTell, type Place } from "./verdict";

/** Addresses of machines' own metadata services: they hand out credentials to whoever asks from here. */
const LINK_LOCAL = new BlockList();
LINK_LOCAL.addSubnet("169.254.0.0", 16, "ipv4");
LINK_LOCAL.addSubnet("fe80::", 10, "ipv6");
LINK_LOCAL.addSubnet("64:ff9b::a9fe:0", 112, "ipv6");
LINK_LOCAL.addAddress("fd00:ec2::254", "ipv6");
LINK_LOCAL.addAddress("100.100.100.200", "ipv4");

/** Somebody asked for a host that checks may not talk to. */
class HostRefused extends Error {
  override name = "HostRefused";
}

export const isRefused = (error: unknown): error is Error => error instanceof HostRefused;

/**
 * Throws CouldNotTell unless the installation lets checks talk to that host. A service may always be asked itself, where
 * it answers: other ports of its machine belong to others.
 */
export function demandHost(
  hostname: string,
  port: number | undefined,
  place: Pick<Place, "baseUrl" | "allowedHosts">,
): void {
  const host = bare(hostname);
  // Sockets do not look an address up, so it is refused here.
  if (isLinkLocal(host, isIP(host))) throw new CouldNotTell(refusal(host));
  if (place.baseUrl !== undefined) {
    const own = addressOf(place.baseUrl);
    if (own.host === host && (port === undefined || own.port === port)) return;
  }
  if (!place.allowedHosts || place.allowedHosts.some((pattern) => fits(host, pattern))) return;
  throw new CouldNotTell(`SLIPWAY_CHECK_HOSTS does not name ${host}, so checks do not talk to it.`);
}

/** `*.example.com` fits every name below it. */
const fits = (host: string, pattern: string): boolean =>
  pattern.startsWith("*.") ? host.endsWith(pattern.slice(1).toLowerCase()) : host === pattern.toLowerCase();

/** Names below `localhost` are this machine, as browsers have it; link-local addresses are refused. */
export const lookup: LookupFunction = (hostname, options, callback) => {
  void (async () => {
    try {
      const { address, family } = await resolveHost(hostname);
      if (options.all) callback(null, [{ address, family }]);
      else callback(null, address, family);
    } catch (error) {
      callback(error instanceof Error ? error : new Error("unknown"), "", 0);
    }
  })();
};

/** A connection to the very address that was looked at, for drivers that would look the name up once more. */
export async function connectTo(host: string, port: number, signal: AbortSignal): Promise<Socket> {
  const socket = connect({ host: bare(host), port, lookup, signal });
  await once(socket, "connect");
  return socket;
}

/** The address to connect to. Throws what the resolver throws, and HostRefused. */
async function resolveHost(hostname: string): Promise<{ address: string; family: number }> {
  const host = bare(hostname);
  const isHere = host === "localhost" || host.endsWith(".localhost");
  const known = isIP(host);
  const found = isHere
    ? { address: "127.0.0.1", family: 4 }
    : known
      ? { address: host, family: known }
      : await resolve(host);
  if (isLinkLocal(found.address, found.family)) throw new HostRefused(refusal(host));
  return found;
}

const isLinkLocal = (address: string, family: number): boolean =>
  family !== 0 && LINK_LOCAL.check(address, family === 6 ? "ipv6" : "ipv4");
const refusal = (host: string) => `${host} is a link-local address, which checks do not talk to.`;

const bare = (hostname: string): string => hostname.toLowerCase().replace(/^\[|\]$/g, "");

/** `host:port`, or the host and port of a URL. Throws CouldNotTell. */
export function addressOf(text: string, defaultPort?: number): { host: string; port: number } {
  const isUrl = /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
  const written = isUrl ? text : `tcp://${text}`;
  if (URL.canParse(written)) {
    const { protocol, hostname, port } = new URL(written);
    const chosen = port === "" ? (PORTS[protocol] ?? defaultPort) : Number(port);
    if (hostname !== "" && chosen !== undefined) return { host: bare(hostname), port: chosen };
  }
  throw new CouldNotTell("The address is no host with a port, such as redis.internal:6379.");
}

const PORTS: Record<string, number> = {
  "http:": 80,
  "https:": 443,
  "postgres:": 5432,
  "postgresql:": 5432,
  "redis:": 6379,
  "rediss:": 6379,
  "mysql:": 3306,
  "amqp:": 5672,
  "amqps:": 5671,
  "mongodb:": 27_017,
};
