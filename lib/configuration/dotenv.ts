/** `value` undefined: the key stands there without one (`KEY=`), which says nothing. `KEY=""` is the empty text. */
export type DotenvLine = { key: string; value: string | undefined; line: number };
export type DotenvProblem = { line: number; message: string };

const KEY = /^[A-Za-z_][A-Za-z0-9_]*$/;
const ASSIGNMENT = /^\s*(?:export\s+)?([^=]*?)\s*=[^\S\n]*/;
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
  for (let index = 0; index < rows.length; index += 1) {
    const line = index + 1;
    const row = rows[index] ?? "";
    if (/^\s*(#|$)/.test(row)) continue;
    const [head, key = ""] = ASSIGNMENT.exec(row) ?? [];
    if (head === undefined || !KEY.test(key)) {
      problems.push({ line, message: head === undefined ? NO_ASSIGNMENT : NO_NAME });
      continue;
    }
    const read = readValue(rows, index, row.slice(head.length));
    index = read.lastIndex;
    if ("problem" in read) problems.push({ line, message: `${key}: ${read.problem}` });
    else {
      const first = lines.find((one) => one.key === key);
      if (first) problems.push({ line, message: `${key} is in line ${first.line} already.` });
      else lines.push({ key, value: read.value, line });
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
    const bare = rest.startsWith("#") ? "" : rest.replace(/\s+#.*$/, "").trim();
    return { lastIndex: index, value: bare === "" ? undefined : bare };
  }
  const text = [rest, ...rows.slice(index + 1)].join("\n");
  const end = closingQuote(text, quote);
  // The rest of the file would be one value then; only this line is the mistake.
  if (end === -1) return { lastIndex: index, problem: `The quote ${quote} is never closed.` };
  const lastIndex = index + text.slice(0, end).split("\n").length - 1;
  const [behind = ""] = text.slice(end + 1).split("\n");
  if (!/^\s*(#.*)?$/.test(behind)) {
    return { lastIndex, problem: `Only a comment may follow the closing ${quote}.` };
  }
  const inner = text.slice(1, end);
  return { lastIndex, value: quote === '"' ? unescaped(inner) : inner };
}

function closingQuote(text: string, quote: string): number {
  for (let index = 1; index < text.length; index += 1) {
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
