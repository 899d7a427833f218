import type { DebugImage, ExceptionPart, Frame } from "../contract/event";
import type { Bounded } from "./bounded";
import {
  booleanOf,
  hexOf,
  isRecord,
  type Json,
  listOf,
  recordOf,
  storable,
  textOf,
  wholeOf,
} from "./lenient";

/** Of a deeper stack the outermost and the innermost lines say what happened; between them is the recursion. */
const OUTER_FRAMES = 25;
const INNER_FRAMES = 75;
const MOST_CONTEXT_LINES = 5;
const MOST_LINE_CHARS = 240;
const MOST_EXCEPTIONS = 10;
const MOST_IMAGES = 100;

/** Debug ids by what their images call the file. */
type DebugIds = ReadonlyMap<unknown, string>;

function readFrames(stacktrace: unknown, bounded: Bounded, ids: DebugIds): Frame[] {
  const frames = listOf(recordOf(stacktrace)["frames"]).filter(isRecord);
  if (frames.length <= OUTER_FRAMES + INNER_FRAMES) return frames.map((frame) => readFrame(frame, ids));
  bounded.cut();
  return [...frames.slice(0, OUTER_FRAMES), ...frames.slice(-INNER_FRAMES)].map((frame) =>
    readFrame(frame, ids),
  );
}

function readFrame(frame: Json, ids: DebugIds): Frame {
  const debugId = ids.get(frame["abs_path"]) ?? ids.get(frame["filename"]);
  return {
    module: textOf(frame["module"], 300),
    file: textOf(frame["filename"], 500) ?? textOf(frame["abs_path"], 500),
    function: textOf(frame["function"], 300),
    line: wholeOf(frame["lineno"]),
    column: wholeOf(frame["colno"]),
    inApp: booleanOf(frame["in_app"]),
    contextLine: textOf(frame["context_line"], MOST_LINE_CHARS),
    before: linesOf(frame["pre_context"]).slice(-MOST_CONTEXT_LINES),
    after: linesOf(frame["post_context"]).slice(0, MOST_CONTEXT_LINES),
    ...(debugId !== undefined && { debugId }),
  };
}

const linesOf = (value: unknown): string[] =>
  listOf(value).map((line) => (typeof line === "string" ? storable(line, MOST_LINE_CHARS) : ""));

/** `exception` comes as `{values: […]}`, as a list, and from old SDKs as one exception. */
export function readExceptions(exception: unknown, bounded: Bounded, ids: DebugIds): ExceptionPart[] {
  const values = valuesOf(exception);
  if (values.length > MOST_EXCEPTIONS) bounded.cut();
  // The last one is what was caught, and names the issue.
  return values.slice(-MOST_EXCEPTIONS).map((value) => {
    const mechanism = recordOf(value["mechanism"]);
    return {
      type: textOf(value["type"], 200),
      value: textOf(value["value"], 4_000),
      frames: readFrames(value["stacktrace"], bounded, ids),
      handled: booleanOf(mechanism["handled"]),
      isSynthetic: mechanism["synthetic"] === true,
    };
  });
}

/** The stack of a message, or of the only thread: of several nobody can say which one matters. */
export function readLooseStack(event: Json, bounded: Bounded, ids: DebugIds): Frame[] {
  const own = readFrames(event["stacktrace"], bounded, ids);
  if (own.length > 0) return own;
  const threads = valuesOf(event["threads"]);
  const [only] = threads.length === 1 ? threads : threads.filter((thread) => thread["crashed"] === true);
  return only ? readFrames(only["stacktrace"], bounded, ids) : [];
}

export function valuesOf(value: unknown): Json[] {
  if (Array.isArray(value)) return value.filter(isRecord);
  if (!isRecord(value)) return [];
  return Array.isArray(value["values"]) ? value["values"].filter(isRecord) : [value];
}

/** Which source map belongs to which file, by the id that the build put into both. */
export const readDebugImages = (debugMeta: unknown): DebugImage[] =>
  listOf(recordOf(debugMeta)["images"])
    .filter(isRecord)
    .slice(0, MOST_IMAGES)
    .flatMap((image) => {
      const file = textOf(image["code_file"], 500);
      const debugId = hexOf(image["debug_id"], 32);
      return image["type"] === "sourcemap" && file && debugId ? [{ file, debugId }] : [];
    });
