import { FlattenMap, originalPositionFor, sourceContentFor, TraceMap } from "@jridgewell/trace-mapping";

import type { ErrorEvent, Frame } from "../contract/event";
import { parseJson, recordOf, storable, textOf } from "../protocol/lenient";

const CONTEXT_LINES = 5;
const MOST_LINE_CHARS = 240;
const MOST_NAME_CHARS = 300;
const MOST_FILE_CHARS = 500;

/** A map that was uploaded: ready, or why it cannot be used. */
export type FoundMap = { map: TraceMap } | { why: string };

/** Throws nothing: what cannot be used says why. */
export function openMap(body: Buffer): FoundMap {
  if (body.length === 0) return { why: "The source map is larger than 16 MB and is not used." };
  try {
    const json = recordOf(parseJson(body.toString("utf8")));
    if (json["version"] !== 3) return { why: "The source map is broken." };
    const text = body.toString("utf8");
    const map = Array.isArray(json["sections"]) ? new FlattenMap(text) : new TraceMap(text);
    // Decodes it once, so that a broken one is known here.
    originalPositionFor(map, { line: 1, column: 0 });
    return { map };
  } catch {
    return { why: "The source map is broken." };
  }
}

/** An event with its frames where the source has them, by the maps that were found for their debug ids. */
export function resolveFrames(
  event: ErrorEvent,
  mapOf: (debugId: string) => FoundMap | undefined,
): ErrorEvent {
  const resolved = (frames: readonly Frame[]) =>
    frames.map((frame, index) => resolveFrame(frame, frames[index - 1], mapOf));
  return {
    ...event,
    exceptions: event.exceptions.map((part) => ({ ...part, frames: resolved(part.frames) })),
    stack: resolved(event.stack),
  };
}

function resolveFrame(
  frame: Frame,
  caller: Frame | undefined,
  mapOf: (debugId: string) => FoundMap | undefined,
): Frame {
  if (frame.debugId === undefined) return frame;
  const found = mapOf(frame.debugId);
  if (!found) return { ...frame, note: "No source map with this debug id was uploaded." };
  if ("why" in found) return { ...frame, note: found.why };
  try {
    const place = placeOf(found.map, frame);
    if (!place) return { ...frame, note: "The source map says nothing of this place." };
    return original(frame, place, found.map, calledName(caller, mapOf));
  } catch {
    return { ...frame, note: "The source map is broken." };
  }
}

type Place = { source: string; line: number; column: number; name: string | null };

function placeOf(map: TraceMap, { line, column }: Frame): Place | undefined {
  if (line === null || line < 1) return undefined;
  // SDKs count columns from 1, maps from 0.
  const found = originalPositionFor(map, { line, column: Math.max(0, (column ?? 1) - 1) });
  const { source, name } = found;
  return source === null
    ? undefined
    : { source, line: found.line, column: found.column, name: textOf(name, MOST_NAME_CHARS) };
}

/** A map knows names where they stand, so what a function is called stands where it is called. */
function calledName(
  caller: Frame | undefined,
  mapOf: (debugId: string) => FoundMap | undefined,
): string | null {
  const found = caller?.debugId === undefined ? undefined : mapOf(caller.debugId);
  return caller && found && "map" in found ? (placeOf(found.map, caller)?.name ?? null) : null;
}

function original(frame: Frame, place: Place, map: TraceMap, name: string | null): Frame {
  const lines = linesOf(map, place.source);
  const around = (from: number, to: number) =>
    lines.slice(Math.max(0, from), Math.max(0, to)).map((line) => storable(line, MOST_LINE_CHARS));
  const at = place.line - 1;
  const file = fileOf(place.source);
  return {
    ...frame,
    // The module was made of the name of the built file.
    module: null,
    file,
    line: place.line,
    column: place.column + 1,
    // A minifier gives out short names anew with each build.
    function: name ?? (frame.function !== null && frame.function.length <= 2 ? null : frame.function),
    inApp: /(^|\/)node_modules\//.test(file) ? false : frame.inApp,
    contextLine: around(at, at + 1)[0] ?? frame.contextLine,
    before: lines.length > 0 ? around(at - CONTEXT_LINES, at) : frame.before,
    after: lines.length > 0 ? around(at + 1, at + 1 + CONTEXT_LINES) : frame.after,
  };
}

/** Split once for all frames of all events: a source may be as large as its map. */
const split = new WeakMap<TraceMap, Map<string, readonly string[]>>();
function linesOf(map: TraceMap, source: string): readonly string[] {
  const known = split.get(map) ?? new Map<string, readonly string[]>();
  split.set(map, known);
  const lines = known.get(source) ?? sourceContentFor(map, source)?.split(/\r?\n/) ?? [];
  known.set(source, lines);
  return lines;
}

/**
 * `webpack://name/./src/pay.ts` and `../../src/pay.ts` are both `src/pay.ts`. Rollup calls what it makes itself
 * `\0vite/preload-helper.js`, with a zero character, which no database takes.
 */
const fileOf = (source: string): string =>
  storable(
    source
      .replaceAll("\0", "")
      .replace(/^[a-z-]+:\/\/[^/]*\//, "")
      .replace(/^(\.{1,2}\/)+/, ""),
    MOST_FILE_CHARS,
  );
