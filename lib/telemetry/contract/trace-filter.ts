export type AttributeTerm =
  | { is: "equal" | "unequal"; key: string; value: string }
  | { is: "there"; key: string };
type Parsed = { ok: true; terms: AttributeTerm[] } | { ok: false };

const MOST_TERMS = 8;
/** Words apart by spaces; a quote keeps what stands in it together. */
const WORD = /(?:[^\s"']|"[^"]*"|'[^']*')+/g;
const LEFT_OVER = /\S/;

/** `http.response.status_code=500 user.id!=7 error.type "http.route=/a b"`. Empty text has no terms. */
export function parseTraceFilter(text: string): Parsed {
  const words = text.match(WORD) ?? [];
  if (LEFT_OVER.test(text.replaceAll(WORD, "")) || words.length > MOST_TERMS) return { ok: false };
  const terms: AttributeTerm[] = [];
  for (const word of words) {
    const [, key = "", sign, value = ""] = /^(.+?)(?:(!?=)(.*))?$/s.exec(unquote(word)) ?? [];
    if (key === "" || key.startsWith("=") || key.startsWith("!")) return { ok: false };
    terms.push(
      sign === undefined ? { is: "there", key } : { is: sign === "=" ? "equal" : "unequal", key, value },
    );
  }
  return { ok: true, terms };
}

const unquote = (word: string) => word.replaceAll(/"([^"]*)"|'([^']*)'/g, "$1$2");
