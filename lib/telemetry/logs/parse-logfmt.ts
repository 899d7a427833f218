/**
 * The fields of a line in logfmt (`level=info msg="it ran" took=3ms`); undefined when it is none. It is one when it begins
 * with a field and has at least two, and a level or a message among them: "a=1 b=2" may be anything.
 */
export function parseLogfmt(line: string): Record<string, string> | undefined {
  if (!/^[A-Za-z_@][\w.@/-]*=/.test(line)) return undefined;
  const fields: Record<string, string> = {};
  let count = 0;
  for (const [, key, quoted, plain] of line.matchAll(FIELD)) {
    if (key === undefined || count >= MOST_FIELDS) break;
    fields[key] = quoted === undefined ? (plain ?? "") : quoted.replaceAll(/\\(["\\nt])/g, unescape);
    count += 1;
  }
  const isTelling = ["level", "lvl", "severity", "msg", "message"].some((key) => Object.hasOwn(fields, key));
  return count >= 2 && isTelling ? fields : undefined;
}

/**
 * A name begins where no word is under way, else a long word would be read once from each of its letters. Dashes before it
 * are those of an option, `--level=warn`.
 */
const FIELD = /(?<![\w.@/-])-*([A-Za-z_@][\w.@/-]*)=(?:"((?:[^"\\]|\\.)*)"|(\S*))/g;
const MOST_FIELDS = 100;

const unescape = (_match: string, letter: string): string =>
  letter === "n" ? "\n" : letter === "t" ? "\t" : letter;
