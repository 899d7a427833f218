import "server-only";
import { BlockList, isIP } from "node:net";
import { networkInterfaces } from "node:os";

import { networkOf, type Network } from "@/lib/env";

/**
 * What the open internet does not lead to: the special-purpose registries of IANA for IPv4 and IPv6, and everything
 * outside of 2000::/3. Addresses that carry an IPv4 address inside (mapped, NAT64, 6to4, Teredo) are refused as a whole.
 */
const SPECIAL: Record<string, string> = {
  "0.0.0.0/8": "this machine",
  "10.0.0.0/8": "in a private network",
  "100.64.0.0/10": "in the inner network of a carrier or a cloud",
  "127.0.0.0/8": "this machine",
  "168.63.129.16": "where a cloud keeps its metadata",
  "169.254.0.0/16": "link-local, where clouds keep their metadata",
  "172.16.0.0/12": "in a private network",
  "192.0.0.0/24": "a reserved address",
  "192.0.2.0/24": "reserved for documentation",
  "192.88.99.0/24": "a reserved address",
  "192.168.0.0/16": "in a private network",
  "198.18.0.0/15": "reserved for benchmarks",
  "198.51.100.0/24": "reserved for documentation",
  "203.0.113.0/24": "reserved for documentation",
  "224.0.0.0/4": "a multicast address",
  "240.0.0.0/4": "a reserved address",
  "::/3": "this machine, or an IPv4 address in disguise",
  "2001::/23": "a reserved address, or an IPv4 address in disguise",
  "2001:db8::/32": "reserved for documentation",
  "2002::/16": "an IPv4 address in disguise",
  "3fff::/20": "reserved for documentation",
  "4000::/2": "a reserved address",
  "8000::/2": "a reserved address",
  "c000::/3": "a reserved address",
  "e000::/4": "a reserved address",
  "f000::/5": "a reserved address",
  "f800::/6": "a reserved address",
  "fc00::/7": "in a private network",
  "fe00::/8": "a link-local address",
  "ff00::/8": "a multicast address",
};

export type OutgoingRules = { allow: readonly Network[]; deny: readonly Network[] };

/**
 * Why nothing is sent to an address, as the end of a sentence ("… is in a private network"); undefined when it is fine.
 * What is denied by the administrator is denied, what is allowed is allowed, and only then the table decides.
 */
export function refusalOf(address: string, rules: OutgoingRules): string | undefined {
  const plain = address.replace(/%.*$/, ""); // the zone of a link-local address
  if (isIP(plain) === 0) return "no address";
  if (isIn(plain, rules.deny)) return "denied by SLIPWAY_OUTGOING_DENY";
  if (isIn(plain, rules.allow)) return undefined;
  const special = Object.entries(SPECIAL).find(([network]) => isIn(plain, [networkOf(network)]));
  if (special) return special[1];
  return isIn(plain, ownNetworks()) ? "in the portal's own network" : undefined;
}

/** A list per family: one list for both would take an IPv4 address for its IPv6 disguise. */
function isIn(address: string, networks: readonly (Network | undefined)[]): boolean {
  const family = isIP(address) === 4 ? "ipv4" : "ipv6";
  const list = new BlockList();
  for (const network of networks) {
    if (network?.family === family) list.addSubnet(network.address, network.prefix, family);
  }
  return list.check(address, family);
}

/** A machine with a public address reaches its own ports, and its neighbours, by that one as well. */
const ownNetworks = (): (Network | undefined)[] =>
  Object.values(networkInterfaces()).flatMap((addresses) =>
    (addresses ?? []).map(({ cidr }) => (cidr ? networkOf(cidr) : undefined)),
  );
