import { kindOf, type Capture, type CheckDefinition, type HttpStep } from "../contract";
import { addressOf } from "./hosts";
import { withoutLiterals } from "./literals";
import { withoutCredentials } from "./mask";
import type { Place } from "./verdict";

/**
 * A command line that asks the same. References stay references: `${TOKEN}` is a variable of the shell as well, so a
 * secret is nowhere in it; credentials that were written into the definition itself are left out.
 */
export function reproduce(definition: CheckDefinition, place: Pick<Place, "baseUrl" | "host">): string {
  return withoutCredentials(lineOf(withoutLiterals(definition), place));
}

function lineOf(definition: CheckDefinition, place: Pick<Place, "baseUrl" | "host">): string {
  const { tcp, dns, tls, dependency, postgres, mysql, redis, variables, command } = definition;
  switch (kindOf(definition)) {
    case "http":
      return stepsOf(definition)
        .map((step) => stepLine(step, place))
        .join("\n");
    case "tcp":
      return `nc -z -v -w 5 ${hostAndPort(tcp?.address ?? "")}`;
    case "tls":
      return tlsLine(tls?.address ?? "", tls?.serverName);
    case "dependency":
      return dependency?.catalog ? "" : dependencyLine(dependency?.address ?? "", dependency?.health);
    case "dns":
      return `dig +short ${quoted(dns?.name ?? "")} ${dns?.type ?? "A"}`;
    case "postgres":
      return `psql ${quoted(postgres?.url ?? "")} -c ${quoted(postgres?.migration?.query ?? "select 1")}`;
    case "mysql":
      return `mysqlsh --sql --uri ${quoted(mysql?.url ?? "")} -e ${quoted(mysql?.migration?.query ?? "select 1")}`;
    case "redis":
      return `redis-cli -u ${quoted(redis?.url ?? "")} ping`;
    case "variables":
      return Object.keys(variables ?? {})
        .map((key) => `test -n "\${${key}}" && echo "${key} is set"`)
        .join("\n");
    case "command":
      return command?.run ?? "";
  }
}

export const stepsOf = ({ http, steps }: CheckDefinition): HttpStep[] => steps ?? (http ? [http] : []);

function stepLine(step: HttpStep, { baseUrl, host }: Pick<Place, "baseUrl" | "host">): string {
  const isOwn = step.url.startsWith("/");
  const { method = "GET" } = step;
  const headers = Object.entries(step.headers ?? {});
  if (isOwn && host) headers.push(["host", host]);
  const isJson = step.body !== undefined && typeof step.body !== "string";
  if (isJson) headers.push(["content-type", "application/json"]);
  const call = [
    "curl -sS -i",
    ...(method === "GET" ? [] : [method === "HEAD" ? "-I" : `-X ${method}`]),
    ...headers.map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    ...(step.body === undefined ? [] : [`--data-raw ${quoted(written(step.body))}`]),
    quoted(isOwn ? `${(baseUrl ?? "http://nothing-runs-here").replace(/\/$/, "")}${step.url}` : step.url),
  ].join(" ");
  const captures = Object.entries(step.capture ?? {});
  if (captures.length === 0) return call;
  return captures.map(([name, capture]) => `${name}=$(${captureLine(call, capture)})`).join("\n");
}

const captureLine = (call: string, { json, header, matches }: Capture): string => {
  if (json !== undefined)
    return `${call.replace("curl -sS -i", "curl -sS")} | jq -r ${single(json.replace(/^\$/, "").replace(/^(?!\.)/, "."))}`;
  if (header !== undefined) return `${call} | sed -n ${single(`s/^${header}: //Ip`)} | tr -d '\\r'`;
  return `${call} | grep -oE ${single(matches ?? "")}`;
};

const written = (body: unknown): string => (typeof body === "string" ? body : JSON.stringify(body));

function tlsLine(address: string, serverName?: string): string {
  const place = hostAndPort(address, 443).replace(" ", ":");
  const name = serverName ? ` -servername ${quoted(serverName)}` : "";
  return `openssl s_client -connect ${place}${name} </dev/null | openssl x509 -noout -dates`;
}

export const dependencyLine = (address: string, health?: string): string =>
  /^https?:/i.test(address)
    ? `curl -sS -i ${quoted(health && URL.canParse(address) ? new URL(health, address).href : address)}`
    : `nc -z -v -w 5 ${hostAndPort(address)}`;

/** A reference to a variable cannot be taken apart without its value, so it stays whole. */
function hostAndPort(address: string, defaultPort?: number): string {
  if (address.includes("${")) return quoted(address);
  try {
    const { host, port } = addressOf(address, defaultPort);
    return `${host} ${port}`;
  } catch {
    return quoted(address);
  }
}

/** In double quotes, so that references are filled in, and nothing else is. */
const quoted = (text: string): string => `"${text.replaceAll(/["`\\]|\$(?!\{[A-Za-z_])/g, String.raw`\$&`)}"`;
const single = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;
