/**
 * A line as a person would have seen it in a terminal: without colours and other control sequences, and of a line that was
 * written over (a progress bar) the last words. The zero character, which a database refuses, is left out.
 */
export function cleanText(raw: string): string {
  const text = raw.endsWith("\r") ? raw.slice(0, -1) : raw;
  // Nearly every line is plain; the test spares it the rest.
  if (!CONTROL.test(text)) return text.trimEnd();
  return lastWords(text.replaceAll(ESCAPES, "")).replaceAll(REST, "").trimEnd();
}

// oxlint-disable-next-line no-control-regex -- control characters are what this is about
const CONTROL = /[\0-\x08\x0B-\x1F\x7F\x9B]/;
/** CSI sequences (colours, cursor), OSC sequences (titles, links), and the short ones. */
const ESCAPES =
  // oxlint-disable-next-line no-control-regex -- control characters are what this is about
  /(?:\x1B\[|\x9B)[0-?]*[ -/]*[@-~]|\x1B\][^\x07\x1B]*(?:\x07|\x1B\\)?|\x1B[ -/]*[0-Z\\^-~]/g;
// oxlint-disable-next-line no-control-regex -- control characters are what this is about
const REST = /[\0-\x08\x0B-\x1F\x7F\x9B]/g;

function lastWords(text: string): string {
  const start = text.lastIndexOf("\r");
  return start === -1 ? text : text.slice(start + 1) || text;
}
