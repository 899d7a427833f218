import { randomBytes } from "node:crypto";

import { ERROR_LEVELS, type ErrorLevel } from "@/db/enums";

import type { Breadcrumb, ErrorEvent } from "../contract/event";
import { type Bounded, createBounded, isSecretName } from "./bounded";
import { readDebugImages, readExceptions, readLooseStack, valuesOf } from "./frames";
import { hexOf, instantOf, isRecord, type Json, listOf, recordOf, storable, textOf } from "./lenient";

const MOST_TAGS = 60;
const MOST_BREADCRUMBS = 100;
const MOST_HEADERS = 40;
const MOST_FINGERPRINT_PARTS = 20;

/** What an event is read with: the id of its envelope wins, and clocks are set right by `clock`. */
export type Reading = { eventId?: string | null; clock: (atMs: number | null) => number };

/** An event of the Sentry protocol in our words. Never throws: what makes no sense is left out. */
export function readEvent(event: Json, { eventId, clock }: Reading): ErrorEvent {
  const bounded = createBounded();
  const contexts = recordOf(event["contexts"]);
  const trace = recordOf(contexts["trace"]);
  const debugImages = readDebugImages(event["debug_meta"]);
  const ids = new Map(debugImages.map(({ file, debugId }) => [file, debugId]));
  const exceptions = readExceptions(event["exception"] ?? event["sentry.interfaces.Exception"], bounded, ids);
  const read = {
    eventId: eventId ?? hexOf(event["event_id"], 32) ?? randomBytes(16).toString("hex"),
    atMs: clock(instantOf(event["timestamp"])),
    level: levelOf(event["level"]),
    platform: textOf(event["platform"], 40) ?? "other",
    ...messageOf(event),
    exceptions,
    stack: exceptions.some(({ frames }) => frames.length > 0) ? [] : readLooseStack(event, bounded, ids),
    fingerprint: fingerprintOf(event["fingerprint"]),
    transaction: textOf(event["transaction"], 300) ?? textOf(event["culprit"], 300),
    release: textOf(event["release"], 250),
    environment: textOf(event["environment"], 64),
    serverName: textOf(event["server_name"], 200),
    user: userOf(event["user"]),
    tags: tagsOf(event["tags"]),
    breadcrumbs: breadcrumbsOf(event["breadcrumbs"], clock, bounded),
    request: requestOf(event["request"]),
    contexts: contextsOf(contexts, bounded),
    extra: bounded.record(recordOf(event["extra"])),
    traceId: hexOf(trace["trace_id"], 32),
    spanId: hexOf(trace["span_id"], 16),
    sdk: sdkOf(event["sdk"]),
    debugImages,
  };
  return { ...read, wasCut: bounded.wasCut() };
}

const isLevel = (value: unknown): value is ErrorLevel => ERROR_LEVELS.some((level) => level === value);
/** `log` and `critical` are words of older SDKs. */
function levelOf(value: unknown): ErrorLevel {
  if (isLevel(value)) return value;
  return value === "critical" ? "fatal" : value === "log" ? "info" : "error";
}

function messageOf(event: Json): Pick<ErrorEvent, "message" | "messageTemplate"> {
  const entry = isRecord(event["logentry"])
    ? event["logentry"]
    : isRecord(event["message"])
      ? event["message"]
      : { formatted: event["message"] };
  const template = textOf(entry["message"], 4_000);
  return { message: textOf(entry["formatted"], 4_000) ?? template, messageTemplate: template };
}

const fingerprintOf = (value: unknown): string[] =>
  listOf(value)
    .slice(0, MOST_FINGERPRINT_PARTS)
    .flatMap((part) => textOf(part, 300) ?? []);

function userOf(value: unknown): ErrorEvent["user"] {
  if (!isRecord(value)) return null;
  const user = {
    id: textOf(value["id"], 200),
    email: textOf(value["email"], 200),
    name: textOf(value["username"], 200) ?? textOf(value["name"], 200),
    // "{{auto}}" asks the server to write down where the request came from. That is nobody's business here.
    ip: value["ip_address"] === "{{auto}}" ? null : textOf(value["ip_address"], 64),
  };
  return Object.values(user).some((part) => part !== null) ? user : null;
}

/** Pairs of a name and a text as a record, without those that are none, and with secrets masked. */
function textsOf(pairs: readonly unknown[], mostChars: number): Record<string, string> {
  return Object.fromEntries(
    pairs.flatMap((pair) => {
      const [name, text] = [textOf(listOf(pair)[0], 100), textOf(listOf(pair)[1], mostChars)];
      return name === null || text === null ? [] : [[name, isSecretName(name) ? "•••" : text]];
    }),
  );
}

/** A record, or a list of pairs. */
function tagsOf(value: unknown): Record<string, string> {
  const pairs = Array.isArray(value) ? value : Object.entries(recordOf(value));
  return textsOf(pairs.slice(0, MOST_TAGS), 300);
}

const breadcrumbsOf = (value: unknown, clock: Reading["clock"], bounded: Bounded): Breadcrumb[] =>
  valuesOf(value)
    .slice(-MOST_BREADCRUMBS)
    .map((crumb) => {
      const at = instantOf(crumb["timestamp"]);
      return {
        atMs: at === null ? null : clock(at),
        category: textOf(crumb["category"], 100),
        level: textOf(crumb["level"], 20),
        message: textOf(crumb["message"], 1_000),
        details: isRecord(crumb["data"]) ? bounded.record(crumb["data"]) : null,
      };
    });

/** Method, address and headers. Bodies, cookies and what stands behind the question mark are not kept. */
function requestOf(value: unknown): ErrorEvent["request"] {
  if (!isRecord(value)) return null;
  const given = isRecord(value["headers"]) ? Object.entries(value["headers"]) : listOf(value["headers"]);
  const headers = textsOf(given.slice(0, MOST_HEADERS), 500);
  const url = textOf(value["url"], 1_000);
  return { method: textOf(value["method"], 16), url: url && (url.split(/[?#]/, 1)[0] ?? url), headers };
}

function contextsOf(contexts: Json, bounded: Bounded): ErrorEvent["contexts"] {
  return Object.fromEntries(
    Object.entries(contexts)
      .slice(0, 20)
      .flatMap(([name, context]) =>
        isRecord(context) && Object.keys(context).length > 0
          ? [[storable(name, 64), bounded.record(context)]]
          : [],
      ),
  );
}

function sdkOf(value: unknown): string | null {
  const { name, version } = recordOf(value);
  const [known, number] = [textOf(name, 100), textOf(version, 40)];
  return known && (number ? `${known} ${number}` : known);
}
