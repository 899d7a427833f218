import { isIP } from "node:net";

/** The longest spelling of an IPv6 address. */
const MAXIMUM_CHARACTERS = 45;
const MAPPED = "::ffff:";

const holder: typeof globalThis & { slipwayAppendsClientAddress?: boolean } = globalThis;

/**
 * Who sent a request. The web process appends the address of the socket to `x-forwarded-for` and each trusted proxy
 * appended that of its own client before, so one step to the left per proxy can be believed and nothing further.
 * Undefined without that preload (then nothing in the header can be believed) and for what is no address.
 */
export function clientAddress(
  forwardedFor: string | null,
  trustedProxies: number,
  socketIsAppended = holder.slipwayAppendsClientAddress === true,
): string | undefined {
  if (!socketIsAppended || forwardedFor === null) return undefined;
  const hops = forwardedFor.split(",");
  const hop = (hops.at(-1 - trustedProxies) ?? hops[0] ?? "").trim();
  if (hop.length > MAXIMUM_CHARACTERS || isIP(hop) === 0) return undefined;
  // A socket that listens on both families spells IPv4 like this; one address must not count as two.
  const plain = hop.toLowerCase().startsWith(MAPPED) ? hop.slice(MAPPED.length) : hop;
  return isIP(plain) === 4 ? plain : hop;
}
