/** `value` undefined: the key stands there without one (`KEY=`), which says nothing. `KEY=""` is the empty text. */
export type DotenvLine = { key: string; value: string | undefined; line: number };
export type DotenvProblem = { line: number; message: string };

// Nobody knows how long a line is, so no expression here looks at the same blanks twice.
const KEY = /^[A-Za-z_][A-Za-z0-9_]*$/;
const QUOTES = new Set(["'", '"', "`"]);
const ESCAPED: Record<string, string> = { n: "\n", r: "\r", t: "\t" };

/**
 * Reads a .env file as the common readers do: `export` in front, comments, values bare or in one of three kinds of
 * quotes, over several lines inside of them, with escapes inside of double ones. References such as `$HOME` are text:
 * what they would mean here is not what they meant where the file was written. Never throws; says what it did not take.
 */
export function parseDotenv(source: string): { lines: DotenvLine[]; problems: DotenvProblem[] } {
  const rows = source.replace(/^\uFEFF/, "").split(/\r\n|\n|\r/);
  const lines: DotenvLine[] = [];
  const problems: DotenvProblem[] = [];
  const lineOf = new Map<string, number>();
  for (let index = 0; index < rows.length; index += 1) {
    const line = index + 1;
    const row = rows[index] ?? "";
    const written = row.trim();
    if (written === "" || written.startsWith("#")) continue;
    const equals = row.indexOf("=");
    const key = row
      .slice(0, Math.max(0, equals))
      .trim()
      .replace(/^export\s+/, "");
    if (!KEY.test(key)) {
      problems.push({ line, message: equals === -1 ? NO_ASSIGNMENT : NO_NAME });
      continue;
    }
    const read = readValue(rows, index, row.slice(equals + 1).trimStart());
    index = read.lastIndex;
    if ("problem" in read) problems.push({ line, message: `${key}: ${read.problem}` });
    else {
      const first = lineOf.get(key);
      if (first === undefined) lines.push({ key, value: read.value, line });
      else problems.push({ line, message: `${key} is in line ${first} already.` });
      lineOf.set(key, first ?? line);
    }
  }
  return { lines, problems };
}

const NO_ASSIGNMENT = "There is no = in it. Write KEY=value, or begin a comment with #.";
const NO_NAME = "What stands before the = is no name: use letters, digits and underscores.";

type Read = { lastIndex: number } & ({ value: string | undefined } | { problem: string });

function readValue(rows: readonly string[], index: number, rest: string): Read {
  const quote = rest.charAt(0);
  if (!QUOTES.has(quote)) {
    // A # begins a comment only behind a space: it is common inside of passwords and addresses.
    const bare = rest.slice(0, commentIn(rest)).trim();
    return { lastIndex: index, value: bare === "" ? undefined : bare };
  }
  const inner: string[] = [];
  for (let lastIndex = index; lastIndex < rows.length; lastIndex += 1) {
    const text = lastIndex === index ? rest.slice(1) : (rows[lastIndex] ?? "");
    const end = closingQuote(text, quote);
    if (end === -1) {
      inner.push(text);
      continue;
    }
    const behind = text.slice(end + 1).trim();
    if (behind !== "" && !behind.startsWith("#")) {
      return { lastIndex, problem: `Only a comment may follow the closing ${quote}.` };
    }
    const value = [...inner, text.slice(0, end)].join("\n");
    return { lastIndex, value: quote === '"' ? unescaped(value) : value };
  }
  // The rest of the file would be one value then; only this line is the mistake.
  return { lastIndex: index, problem: `The quote ${quote} is never closed.` };
}

/** Where a comment begins behind a bare value; the length when there is none. */
function commentIn(rest: string): number {
  if (rest.startsWith("#")) return 0;
  for (let at = rest.indexOf("#"); at !== -1; at = rest.indexOf("#", at + 1)) {
    if (/\s/.test(rest[at - 1] ?? "")) return at;
  }
  return rest.length;
}

/** A backslash at the end of a line escapes the end of the line, so it escapes nothing in the next one. */
function closingQuote(text: string, quote: string): number {
  for (let index = 0; index < text.length; index += 1) {
    if (quote === '"' && text[index] === "\\") index += 1;
    else if (text[index] === quote) return index;
  }
  return -1;
}

/** A backslash before anything else than these is kept, as in a path of Windows. */
const unescaped = (inner: string) =>
  inner.replaceAll(/\\([\s\S])/g, (whole, character: string) =>
    /["\\$`]/.test(character) ? character : (ESCAPED[character] ?? whole),
  );

/** One line of a .env file that `parseDotenv` reads back as the same value. */
export function dotenvLine(key: string, value: string): string {
  if (/^[\w./:@%+,-]+$/.test(value)) return `${key}=${value}`;
  // Between single quotes nothing means anything, for every reader.
  if (!/['\r\n]/.test(value) && value !== "") return `${key}='${value}'`;
  const escaped = value
    .replaceAll(/[\\"$`]/g, String.raw`\$&`)
    .replaceAll("\n", String.raw`\n`)
    .replaceAll("\r", String.raw`\r`);
  return `${key}="${escaped}"`;
}
