type Segment = { key: string } | { index: number } | { every: true };

/** A path could not be read; the message says where. */
export class PathInvalid extends Error {
  override name = "PathInvalid";
}

/**
 * What a path finds in a JSON value: a subset of RFC 9535 with names, indexes (negative ones count from the end) and
 * `[*]`. Undefined when nothing is there; with `[*]` a list of everything that is.
 */
export function readPath(value: unknown, path: string): unknown {
  const segments = parsePath(path);
  const found = segments.reduce<unknown[]>(
    (values, segment) => values.flatMap((each) => step(each, segment)),
    [value],
  );
  return segments.some((segment) => "every" in segment) ? found : found[0];
}

function step(value: unknown, segment: Segment): unknown[] {
  if (typeof value !== "object" || value === null) return [];
  if ("every" in segment) return Object.values(value);
  if ("key" in segment) {
    const entry = Object.entries(value).find(([key]) => key === segment.key);
    return entry && !Array.isArray(value) ? [entry[1]] : [];
  }
  if (!Array.isArray(value)) return [];
  const index = segment.index < 0 ? value.length + segment.index : segment.index;
  return index in value ? [value[index]] : [];
}

const SEGMENT =
  /\.([\p{L}_$][\p{L}\p{N}_$-]*)|\.(\*)|\[(-?\d+)\]|\[(\*)\]|\['((?:[^'\\]|\\.)*)'\]|\["((?:[^"\\]|\\.)*)"\]/uy;

function parsePath(path: string): Segment[] {
  if (!path.startsWith("$")) throw new PathInvalid(`The path ${path} does not begin with $.`);
  const segments: Segment[] = [];
  SEGMENT.lastIndex = 1;
  while (SEGMENT.lastIndex < path.length) {
    const at = SEGMENT.lastIndex;
    const match = SEGMENT.exec(path);
    if (!match) throw new PathInvalid(`The path ${path} cannot be read from "${path.slice(at)}" on.`);
    const [, name, dotStar, index, star, single, double] = match;
    if (dotStar ?? star) segments.push({ every: true });
    else if (index !== undefined) segments.push({ index: Number(index) });
    else segments.push({ key: name ?? (single ?? double ?? "").replaceAll(/\\(.)/g, "$1") });
  }
  return segments;
}
