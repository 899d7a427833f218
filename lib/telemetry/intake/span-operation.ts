import "server-only";
import {
  type Attributes,
  methodOf,
  MOST_ROUTE_CHARS,
  OTHER_ROUTE,
  type Peer,
  peerText,
  routeTemplate,
  type SpanKind,
  type SpanRecord,
} from "../contract";

export type SpanOperation = {
  kind: Exclude<SpanKind, "internal">;
  method: string;
  route: string;
  peer: string;
  statusClass: number;
  isError: boolean;
};

type Spoken = Pick<SpanRecord, "name" | "kind" | "status" | "attributes">;

/**
 * What a span says was asked, by the semantic conventions of OpenTelemetry, those in force and those that older SDKs
 * send; undefined for what happened inside a process.
 * @param serviceAt the name of our service that answers at a host, when there is one.
 */
export function operationOf(
  span: Spoken,
  serviceAt: (host: string, port: number | undefined) => string | undefined,
): SpanOperation | undefined {
  const { kind, attributes } = span;
  if (kind === "internal") return undefined;
  const status = number(attributes, "http.response.status_code", "http.status_code");
  const hasStatus = status !== undefined && status >= 100 && status < 600;
  return {
    kind,
    ...nameOf(span),
    peer: kind === "server" ? "" : textOfPeer(peerOf(attributes, kind, serviceAt)),
    statusClass: hasStatus ? Math.floor(status / 100) : 2,
    isError: span.status === "error" || (kind === "server" && hasStatus && status >= 500),
  };
}

/** Of an SDK that knows no routes a span is named by its method alone, which tells no request from another. */
export const tellingName = (
  name: string,
  { method, route }: Pick<SpanOperation, "method" | "route">,
): string => (name === method && route.startsWith("/") ? `${method} ${route}` : name);

const textOfPeer = (peer: Peer | undefined) => (peer ? peerText(peer) : "");

function nameOf({ name, kind, attributes }: Spoken): { method: string; route: string } {
  const method = text(attributes, "http.request.method", "http.method");
  if (method !== undefined)
    return { method: methodOf(method.toUpperCase()), route: httpRouteOf(attributes, name) };
  const rpcMethod = text(attributes, "rpc.method");
  const rpcService = text(attributes, "rpc.service");
  if (rpcMethod !== undefined || rpcService !== undefined)
    return plain([rpcService, rpcMethod].filter((part) => part !== undefined).join("/"));
  const system = text(attributes, "db.system.name", "db.system");
  if (system !== undefined && kind === "client") {
    const verb = text(attributes, "db.operation.name", "db.operation");
    const collection = text(attributes, "db.collection.name", "db.sql.table", "db.mongodb.collection");
    const summary = text(attributes, "db.query.summary");
    return plain(
      summary ?? (verb === undefined ? normalised(name) : [verb, collection].filter(Boolean).join(" ")),
    );
  }
  const destination = destinationOf(attributes);
  if (destination !== undefined) {
    const verb = text(
      attributes,
      "messaging.operation.name",
      "messaging.operation.type",
      "messaging.operation",
    );
    return plain([verb ?? kind, destination].join(" "));
  }
  const [, verb, path] = /^([A-Z]{3,7}) (\/\S*)$/.exec(name) ?? [];
  if (verb !== undefined && path !== undefined) return { method: methodOf(verb), route: routeTemplate(path) };
  return plain(normalised(name));
}

const plain = (name: string) => ({ method: "", route: name.slice(0, MOST_ROUTE_CHARS) || OTHER_ROUTE });

function httpRouteOf(attributes: Attributes, name: string): string {
  const route = text(attributes, "http.route", "url.template");
  if (route !== undefined) return route.slice(0, MOST_ROUTE_CHARS);
  const target = text(attributes, "url.path", "http.target", "url.full", "http.url");
  if (target !== undefined) return routeTemplate(target);
  const path = /\s(\/\S*)$/.exec(name)?.[1];
  return path === undefined ? OTHER_ROUTE : routeTemplate(path);
}

/** What varies in the name of a span, taken out word by word: a name is one operation and not one for each order. */
const normalised = (name: string): string =>
  name
    .slice(0, MOST_ROUTE_CHARS)
    .split(/\s+/, 8)
    .map((word) => (/[\d/]/.test(word) ? wordOf(word) : word))
    .join(" ")
    .trim();

const wordOf = (word: string): string =>
  word.startsWith("/") ? routeTemplate(word) : routeTemplate(`/${word}`).slice(1);

const destinationOf = (attributes: Attributes): string | undefined =>
  text(attributes, "messaging.destination.template", "messaging.destination.name", "messaging.destination");

function peerOf(
  attributes: Attributes,
  kind: SpanKind,
  serviceAt: (host: string, port: number | undefined) => string | undefined,
): Peer | undefined {
  const queue = queueOf(attributes);
  if (kind === "consumer" || kind === "producer") return queue ?? hostOf(attributes);
  const host = addressOf(attributes);
  const service = host && serviceAt(host.name, host.port);
  if (service !== undefined) return { kind: "service", name: service };
  const system = text(attributes, "db.system.name", "db.system");
  if (system !== undefined) {
    const namespace = text(attributes, "db.namespace", "db.name", "db.redis.database_index") ?? host?.name;
    return { kind: "database", name: namespace === undefined ? system : `${system}/${namespace}` };
  }
  if (queue) return queue;
  const rpcService = text(attributes, "rpc.service");
  if (rpcService !== undefined) return { kind: "rpc", name: rpcService };
  return hostOf(attributes);
}

function queueOf(attributes: Attributes): Peer | undefined {
  const system = text(attributes, "messaging.system");
  const destination = destinationOf(attributes);
  if (system === undefined && destination === undefined) return undefined;
  return { kind: "queue", name: [system, destination].filter((part) => part !== undefined).join("/") };
}

function hostOf(attributes: Attributes): Peer | undefined {
  const host = addressOf(attributes);
  if (host) return { kind: "host", name: isUsual(host.port) ? host.name : `${host.name}:${host.port}` };
  const named = text(attributes, "peer.service", "service.peer.name");
  return named === undefined ? undefined : { kind: "host", name: named };
}

const isUsual = (port: number | undefined) => port === undefined || port === 80 || port === 443;

function addressOf(attributes: Attributes): { name: string; port: number | undefined } | undefined {
  const name = text(attributes, "server.address", "net.peer.name", "http.host", "net.sock.peer.name");
  if (name !== undefined) {
    const [, host = name, port] = /^([^:]+):(\d{1,5})$/.exec(name) ?? [];
    return {
      name: host.toLowerCase(),
      port:
        number(attributes, "server.port", "net.peer.port") ?? (port === undefined ? undefined : Number(port)),
    };
  }
  const full = text(attributes, "url.full", "http.url");
  if (full === undefined || !URL.canParse(full)) return undefined;
  const { hostname, port } = new URL(full);
  return hostname === "" ? undefined : { name: hostname, port: port === "" ? undefined : Number(port) };
}

function text(attributes: Attributes, ...keys: readonly string[]): string | undefined {
  for (const key of keys) {
    const value = attributes[key];
    if (typeof value === "string" && value !== "") return value;
    if (typeof value === "number") return String(value);
  }
  return undefined;
}

function number(attributes: Attributes, ...keys: readonly string[]): number | undefined {
  for (const key of keys) {
    const value = attributes[key];
    if (typeof value === "number") return value;
    if (typeof value === "string" && /^\d{1,5}$/.test(value)) return Number(value);
  }
  return undefined;
}
