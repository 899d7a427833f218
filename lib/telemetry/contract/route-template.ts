/** What stands for paths that get no route of their own: beyond the cap, and those that nobody ever answered. */
export const OTHER_ROUTE = "(other)";

/** No template is longer, whatever was asked for. */
export const MOST_ROUTE_CHARS = 160;
const MOST_SEGMENTS = 8;
const MOST_SEGMENT_CHARS = 64;
/** Room for the `/{rest}` that ends a path that was cut. */
const ROUTE_CHARS_BEFORE_REST = MOST_ROUTE_CHARS - "/{rest}".length;
/** What lies behind is cut off by the limit on segments or characters in any case, or has nothing to say. */
const MOST_PATH_CHARS = 2_048;

/**
 * The route behind a request target, so that all requests to one endpoint count together: what varies (numbers, ids,
 * hashes, dates, addresses of people) becomes a name in braces, and what is left has a bounded length. Never throws, and
 * a template is its own template. A router would know better, but nobody has to install anything for this.
 */
export function routeTemplate(target: string): string {
  const path = pathOf(target);
  if (path === undefined) return OTHER_ROUTE;
  let route = "";
  let count = 0;
  for (const segment of path.split("/")) {
    if (segment === "") continue;
    const part = templateOfSegment(segment);
    if (count === MOST_SEGMENTS || route.length + 1 + part.length > ROUTE_CHARS_BEFORE_REST)
      return `${route}/{rest}`;
    route += `/${part}`;
    count += 1;
  }
  return route === "" ? "/" : route;
}

/** The path without query and fragment; undefined for what is none, such as the `*` of OPTIONS. */
function pathOf(target: string): string | undefined {
  const bounded = target.length > MOST_PATH_CHARS ? target.slice(0, MOST_PATH_CHARS) : target;
  const end = bounded.search(/[?#]/);
  const path = end < 0 ? bounded : bounded.slice(0, end);
  if (path.startsWith("/")) return path;
  // A proxy in front may send the whole address.
  const whole = /^https?:\/\/[^/]*(\/.*)?$/i.exec(path);
  return whole ? (whole[1] ?? "/") : undefined;
}

function templateOfSegment(segment: string): string {
  // Most segments are words or numbers, and this runs for each path that a gateway has not seen lately.
  if (segment.length <= MOST_SEGMENT_CHARS) {
    if (WORD.test(segment)) return segment;
    if (NUMBER.test(segment)) return "{id}";
  }
  // `;jsessionid=…` belongs to a person and not to the route.
  const semicolon = segment.indexOf(";");
  const text = semicolon > 0 ? segment.slice(0, semicolon) : segment;
  if (PLACEHOLDER.test(text)) return text;
  if (text.length > MOST_SEGMENT_CHARS) return "{id}";
  if (text.includes("@") || /%40/i.test(text)) return text.startsWith("@") ? "@{name}" : "{email}";
  if (!PLAIN.test(text) && !WITH_NAMES.test(text)) return "{text}";
  const whole = nameOfWhole(text);
  if (whole !== undefined) return whole;
  const file = FILE.exec(text);
  if (file) return `${templateOfPieces(file[1] ?? "", isAsset(file[2] ?? ""))}.${file[2]}`;
  return templateOfPieces(text, false);
}

const WORD = /^(?:[a-z]+(?:-[a-z]+)*|[a-z][a-z0-9]{0,6})$/;
const NUMBER = /^\d+$/;
const PLACEHOLDER = /^(?:\{[a-z]+\}|@\{name\})$/;
/** Letters, digits and the marks of names. */
const PLAIN = /^[\w.~!$'()*+,=:-]+$/;
/** The same with names in braces that are there already. */
const WITH_NAMES = /^(?:[\w.~!$'()*+,=:-]|\{[a-z]+\})+$/;
const UUID = /^[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}$/i;
const DATE = /^\d{4}-\d{2}(?:-\d{2}(?:[T_ ][\d:.]+Z?)?)?$/i;
const FILE = /^(.+)\.([a-z][a-z0-9]{0,7})$/i;
const ASSETS = new Set(
  "js mjs cjs css map json wasm html txt ico png jpg jpeg gif svg webp avif woff woff2 ttf otf eot mp4 webm mp3".split(
    " ",
  ),
);
const isAsset = (extension: string) => ASSETS.has(extension.toLowerCase());

/** A segment that is one id as a whole, although it may have marks in it. */
function nameOfWhole(text: string): string | undefined {
  if (UUID.test(text)) return "{uuid}";
  if (DATE.test(text)) return "{date}";
  if (/^[+-]?\d+(?:[.,:]\d+)*$/.test(text) || isToken(text)) return "{id}";
  return undefined;
}

/** Long, of all kinds of letters and with digits here and there, as ids made of random bytes are. */
const isToken = (text: string) =>
  TOKEN.test(text) && /[a-z]/.test(text) && /[A-Z]/.test(text) && (text.match(SWITCHES)?.length ?? 0) >= 3;
const TOKEN = /^[\w-]{16,}$/;
const SWITCHES = /\d(?=[a-z])|[a-z](?=\d)/gi;

/** Collapses what varies between the marks of a name: `app.3f2a9c1b`, `svc_01hx…`, `invoice-2041`. */
function templateOfPieces(text: string, isFileName: boolean): string {
  const pieces = text.split(/([-._~])/);
  // A hash of letters alone is told from a word only where builds put hashes: at the end of the name of an asset.
  const last = isFileName && pieces.length > 1 ? pieces.length - 1 : -1;
  const collapsed = pieces.map((piece, index) => nameOfPiece(piece, index === last) ?? piece).join("");
  // One token that was cut at its own marks: say once that it is one.
  return /^(?:\{[a-z]+\}[-._~]+)+\{[a-z]+\}$/.test(collapsed)
    ? collapsed.slice(collapsed.lastIndexOf("{"))
    : collapsed;
}

function nameOfPiece(piece: string, mayBeLetters: boolean): string | undefined {
  if (/^\d+$/.test(piece)) return "{id}";
  if (piece.length < LEAST_HASH_CHARS || !/^[a-z0-9]+$/i.test(piece)) return undefined;
  const hasDigit = /\d/.test(piece);
  if (hasDigit && /^[0-9a-f]+$/i.test(piece)) return "{hash}";
  if (hasDigit && hasManySwitches(piece)) return isLong(piece) ? "{id}" : "{hash}";
  if (mayBeLetters && /[a-z][A-Z]|[A-Z]{2}[a-z]/.test(piece)) return "{hash}";
  return undefined;
}

const LEAST_HASH_CHARS = 8;
const isLong = (piece: string) => piece.length >= 16;

/** Words have their digits at the end ("chapter12"); random text goes to and fro between digits and letters. */
const hasManySwitches = (piece: string) =>
  (piece.match(SWITCHES)?.length ?? 0) >= 2 || (isLong(piece) && /[a-z]/i.test(piece));
