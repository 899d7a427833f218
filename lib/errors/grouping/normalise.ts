/**
 * What changes with every build in the name of a file or a module, as a star: `index-DbQ2xY9p.js` and `index-Zk3_pQ1a.js`
 * are one file. Part of the grouping algorithm: whoever changes it changes the version.
 */
export const normaliseFileName = (name: string): string =>
  name
    .split(/(?<=[-._~])|(?=[-._~])/)
    .map((piece, index, all) => (isBuildHash(piece, index === lastNamePiece(all)) ? "*" : piece))
    .join("")
    // Bundlers put `_` and `-` into hashes, which then were cut into several.
    .replaceAll(/\*(?:[-_~]\*)+/g, "*");

/** The piece in front of the extension is where builds put hashes. */
const lastNamePiece = (pieces: readonly string[]): number =>
  pieces.length >= 5 && pieces.at(-2) === "." ? pieces.length - 3 : -1;

function isBuildHash(piece: string, isLast: boolean): boolean {
  if (/^\d+$/.test(piece)) return true;
  if (piece.length < 6 || !/^[a-z0-9]+$/i.test(piece)) return false;
  const switches = piece.match(/\d(?=[a-z])|[a-z](?=\d)/gi)?.length ?? 0;
  if (/^[0-9a-f]{8,}$/i.test(piece) && /\d/.test(piece)) return true;
  if (switches >= 2 && piece.length >= 8) return true;
  const hasBoth = /[a-z]/.test(piece) && /[A-Z]/.test(piece);
  return (
    isLast && piece.length === 8 && (switches > 0 || (hasBoth && /[a-z][A-Z]|[A-Z]{2}[a-z]/.test(piece)))
  );
}

/** From the most telling form to the least: each is looked for only in what the ones before have left. */
const PATTERNS: readonly [name: string, pattern: string][] = [
  ["email", String.raw`[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}`],
  ["url", String.raw`[a-z][a-z0-9+.-]{1,15}:\/\/[^\s"'<>)\]]{1,500}`],
  [
    "ip",
    String.raw`(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?(?![\w.])|(?<![\w:])(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}(?![\w:])|(?<![\w:])(?:[0-9a-f]{1,4}:){0,6}:(?::?[0-9a-f]{1,4}){1,6}(?![\w:])`,
  ],
  ["traceparent", String.raw`\b00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]\b`],
  ["uuid", String.raw`\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b`],
  ["sha1", String.raw`\b[0-9a-f]{40}(?:[0-9a-f]{24})?\b`],
  ["md5", String.raw`\b[0-9a-f]{32}\b`],
  [
    "date",
    String.raw`\b\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?\b|\b\d{1,2}:\d{2}:\d{2}(?:\.\d{1,9})?\b|\b(?:mon|tue|wed|thu|fri|sat|sun),? \d{1,2} (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6} \d{4}\b`,
  ],
  [
    "duration",
    String.raw`\b\d{1,15}(?:\.\d{1,9})? ?(?:ns|us|µs|ms|s|sec|secs|seconds?|min|mins|minutes?|h|hours?)\b`,
  ],
  ["id", String.raw`\b[a-z]{2,8}_(?=[a-z0-9]{0,30}\d)[a-z0-9]{10,40}\b`],
  ["hex", String.raw`\b0x[0-9a-f]{1,32}\b|\b(?=[0-9a-f]{0,40}\d)(?=[0-9a-f]{0,40}[a-f])[0-9a-f]{7,64}\b`],
  ["number", String.raw`(?<![a-z_\d.])[+-]?\d{1,30}(?:\.\d{1,30})?(?:e[+-]?\d{1,3})?(?![a-z_\d])`],
  ["text", String.raw`(?<==)(?:"[^"]{0,500}"|'[^']{0,500}')`],
  ["boolean", String.raw`(?<==)(?:true|false)\b`],
];

const ANY = new RegExp(PATTERNS.map(([name, pattern]) => `(?<${name}>${pattern})`).join("|"), "gi");
const MOST_CHARS = 1_000;

/** A message without the values in it: `order 12345 of a@b.de` becomes `order <number> of <email>`. */
export const parameterise = (message: string): string =>
  message
    .slice(0, MOST_CHARS)
    .replaceAll(ANY, (...found: unknown[]) => {
      const groups = found.at(-1);
      const name = Object.entries(groups ?? {}).find(([, text]) => text !== undefined)?.[0];
      return `<${name ?? "value"}>`;
    })
    .replaceAll(/\s+/g, " ")
    .trim();
