import { type MapEdge, type MapNode, OTHER_PEER, peerOf, type ServiceMap } from "../contract";
import { figuresOf, groupBy, perMinute, type RedRow, sumOf } from "./figures";

export type MapRow = RedRow & {
  service: string;
  /** All that the gateway counted, all that SDKs told of, or what was asked of a peer. */
  of: "gateway" | "entries" | "client" | "producer" | "consumer";
  peer?: string;
};

/** Hosts outside that have a node of their own; more than that stand together. */
const MOST_HOSTS = 6;
const OUTSIDE_KEY = "outside";
const HOSTS_KEY = "host:*";

/**
 * The nodes and edges of a map from what each service counted.
 * @param seconds since the first of it.
 */
export function drawMap(rows: readonly MapRow[], seconds: number): Pick<ServiceMap, "nodes" | "edges"> {
  const names = new Set(rows.map(({ service }) => service));
  const keyOf = peerKeys(rows, names);
  const edges = new Map<string, { edge: Pick<MapEdge, "from" | "to" | "seenBy">; rows: MapRow[] }>();
  const add = (from: string, to: string, seenBy: MapEdge["seenBy"], row: MapRow) => {
    const key = `${from} ${to}`;
    const known = edges.get(key) ?? { edge: { from, to, seenBy }, rows: [] };
    known.rows.push(row);
    edges.set(key, known);
  };
  for (const row of rows) {
    const own = `service:${row.service}`;
    if (row.of === "gateway") add(OUTSIDE_KEY, own, "gateway", row);
    if (row.peer === undefined || row.of === "gateway" || row.of === "entries") continue;
    const peer = keyOf(row.peer);
    // What a queue hands over goes the other way. A service that was asked by another counts at the one that asks.
    if (row.of !== "consumer") add(own, peer.key, row.of, row);
    else if (peer.kind === "queue") add(peer.key, own, "consumer", row);
  }
  const figures = (counted: readonly MapRow[]) => {
    const { requests, errorRate, p95Ms } = figuresOf(counted);
    return { perMinute: perMinute(requests, seconds), errorRate, p95Ms };
  };
  const spentUs = spentByService(rows);
  const drawn = [...edges.values()].map(({ edge, rows: counted }): MapEdge => {
    const own = edge.seenBy === "client" ? spentUs.get(edge.from) : undefined;
    return {
      ...edge,
      ...figures(counted),
      timeShare: own ? sumOf(counted, "durationUs") / own : null,
    };
  });
  const services = [...groupBy(rows, ({ service }) => service)].map(([name, own]): MapNode => {
    const by = (of: MapRow["of"]) => own.filter((row) => row.of === of);
    const [gateway, entries] = [by("gateway"), by("entries")];
    // Whoever saw more of it: the gateway does not see what services ask each other, an SDK may not be there.
    const requests = (counted: readonly MapRow[]) => counted.reduce((sum, row) => sum + row.requests, 0);
    return {
      key: `service:${name}`,
      kind: "service",
      name,
      members: [],
      ...figures(requests(entries) > requests(gateway) ? entries : gateway),
    };
  });
  const others = [...keyOf.peers.values()]
    .filter(({ key, kind }) => kind !== "service" || !names.has(key.slice("service:".length)))
    .map(({ key, kind, name, members }): MapNode => {
      const asked = [...edges.values()].filter(({ edge }) => edge.to === key || edge.from === key);
      return {
        key,
        kind,
        name,
        members: [...members].toSorted(),
        ...figures(asked.flatMap((each) => each.rows)),
      };
    });
  const gateway = rows.filter(({ of }) => of === "gateway");
  const outside: MapNode[] =
    gateway.length === 0
      ? []
      : [{ key: OUTSIDE_KEY, kind: "outside", name: "Gateway", members: [], ...figures(gateway) }];
  return { nodes: [...outside, ...services, ...others], edges: drawn };
}

/** Microseconds that services spent on what they were asked, by the key of their node: as their SDK tells it, if it does. */
function spentByService(rows: readonly MapRow[]): Map<string, number> {
  const of = (own: readonly MapRow[], kind: MapRow["of"]) =>
    sumOf(
      own.filter((row) => row.of === kind),
      "durationUs",
    );
  return new Map(
    [...groupBy(rows, ({ service }) => service)].map(([name, own]) => [
      `service:${name}`,
      of(own, "entries") || of(own, "gateway"),
    ]),
  );
}

type PeerNode = { key: string; kind: MapNode["kind"]; name: string; members: Set<string> };

/** Databases stand together by system, hosts beyond the busiest few in one. */
function peerKeys(rows: readonly MapRow[], services: ReadonlySet<string>) {
  const requests = new Map<string, number>();
  for (const { peer, requests: count } of rows)
    if (peer !== undefined && nodeOf(peer, services).kind === "host")
      requests.set(peer, (requests.get(peer) ?? 0) + count);
  const busiest = [...requests].toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  const alone = new Set(
    busiest.slice(0, busiest.length <= MOST_HOSTS ? MOST_HOSTS : MOST_HOSTS - 1).map(([peer]) => peer),
  );
  const peers = new Map<string, PeerNode>();
  const keyOf = (peer: string): PeerNode => {
    const plain = nodeOf(peer, services);
    const shown =
      plain.kind === "host" && !alone.has(peer)
        ? { key: HOSTS_KEY, kind: "host" as const, name: "Other hosts" }
        : plain;
    const known = peers.get(shown.key) ?? { ...shown, members: new Set<string>() };
    if (plain.member !== undefined) known.members.add(plain.member);
    else if (shown.key === HOSTS_KEY) known.members.add(plain.name);
    peers.set(shown.key, known);
    return known;
  };
  return Object.assign(keyOf, { peers });
}

function nodeOf(
  text: string,
  services: ReadonlySet<string>,
): Omit<PeerNode, "members"> & { member?: string } {
  const peer = peerOf(text);
  if (!peer) return { key: `host:${OTHER_PEER}`, kind: "host", name: "Others, beyond the cap" };
  const { kind, name } = peer;
  if (kind === "service" || services.has(name)) return { key: `service:${name}`, kind: "service", name };
  if (kind === "host" || kind === "rpc") return { key: `host:${name}`, kind: "host", name };
  if (kind === "queue") return { key: `queue:${name}`, kind, name };
  const [system = name, ...database] = name.split("/");
  const node = { key: `database:${system}`, kind: "database" as const, name: system };
  return database.length > 0 ? { ...node, member: database.join("/") } : node;
}
