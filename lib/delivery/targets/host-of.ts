import type { Placement } from "./target";

/**
 * The first label of the host name under which the gateway answers for a placement: `service-environment`, with
 * `-region` for any region but the environment's first. A DNS label holds 63 characters; a longer one is cut and
 * keeps a checksum, so that two long names do not meet.
 */
export function hostOf(placement: Omit<Placement, "id">): string {
  const parts = [placement.service, placement.environment];
  if (placement.primary === false) parts.push(placement.region);
  const label = parts.join("-").toLowerCase();
  if (label.length <= LABEL_CHARS) return label;
  const sum = checksum(label);
  return `${label.slice(0, LABEL_CHARS - sum.length - 1)}-${sum}`;
}

/** Where people find the placement: `*.localhost` resolves to this machine in every browser. */
export function urlOf(placement: Omit<Placement, "id">, gatewayPort: number): string {
  return `http://${hostOf(placement)}.localhost:${gatewayPort}`;
}

const LABEL_CHARS = 63;

/** FNV-1a, 32 bits: pure, so that the function also runs where node:crypto does not. */
function checksum(text: string): string {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return (hash >>> 0).toString(36);
}
