/** Whom an operation of the kind client, producer or consumer talks to. */
const PEER_KINDS = ["service", "database", "queue", "rpc", "host"] as const;
type PeerKind = (typeof PEER_KINDS)[number];
export type Peer = { kind: PeerKind; name: string };

/** What stands for peers beyond the cap. */
export const OTHER_PEER = "(other)";
const MOST_PEER_CHARS = 160;

/** As the dictionary of operations keeps it: `service:tide-tables`, `database:postgresql/orders`, `host:api.example.com`. */
export const peerText = ({ kind, name }: Peer): string => `${kind}:${name}`.slice(0, MOST_PEER_CHARS);

/** Undefined for an operation without a peer and for those beyond the cap. */
export function peerOf(text: string): Peer | undefined {
  const colon = text.indexOf(":");
  const kind = PEER_KINDS.find((one) => one === text.slice(0, colon));
  return kind && { kind, name: text.slice(colon + 1) };
}
