import type { Frame } from "../contract/event";
import { storable } from "../protocol/lenient";

const MOST_LINES = 400;
const MOST_FRAMES = 100;
const MOST_LINE_CHARS = 1_000;

type Found = Partial<Pick<Frame, "module" | "file" | "function" | "line" | "column" | "contextLine">>;

/**
 * The frames of a stack that came as text, from the outermost call to the line that threw, as JavaScript, Python, Java and
 * Go print them. Nothing where no language is told: then the type and the message have to do.
 */
export function framesOfText(text: string): Frame[] {
  const lines = text.split("\n", MOST_LINES).map((line) => storable(line, MOST_LINE_CHARS).trimEnd());
  const end = lines.findIndex((line, index) => index > 0 && /^(Caused by|Suppressed): /.test(line.trim()));
  const own = end < 0 ? lines : lines.slice(0, end);
  for (const read of [python, go, java, javascript]) {
    const found = read(own).slice(-MOST_FRAMES);
    if (found.length > 0) return found.map(frame);
  }
  return [];
}

const frame = (found: Found): Frame => ({
  module: null,
  file: null,
  function: null,
  line: null,
  column: null,
  inApp: null,
  contextLine: null,
  before: [],
  after: [],
  ...found,
});

/** `    at Shop.pay (file:///srv/shop.js:12:5)`, `    at /srv/shop.js:12:5`, and Firefox's `pay@https://x/shop.js:12:5`. */
const javascript = (lines: readonly string[]): Found[] =>
  lines
    .flatMap((line): Found[] => {
      const named = /^\s*at (?:async )?(?:(.+?) \()?([^()\s]+?):(\d+):(\d+)\)?$/.exec(line);
      const [, name, file, row, column] = named ?? /^([^@\s]*)@(\S+?):(\d+):(\d+)$/.exec(line) ?? [];
      return file
        ? [
            {
              function: name || null,
              file: file.replace(/^file:\/\//, ""),
              line: Number(row),
              column: Number(column),
            },
          ]
        : [];
    })
    .toReversed();

/** `  File "/srv/shop.py", line 12, in pay`, and below it the line itself. Python has the outermost call first. */
const python = (lines: readonly string[]): Found[] =>
  lines.flatMap((line, index): Found[] => {
    const [, file, row, name] = /^\s*File "([^"]+)", line (\d+)(?:, in (.+))?$/.exec(line) ?? [];
    const next = lines[index + 1];
    const source = next && /^\s{4}\S/.test(next) && !/^\s*File "/.test(next) ? next.trim() : null;
    return file ? [{ file, function: name ?? null, line: Number(row), contextLine: source }] : [];
  });

/** `	at com.acme.Shop.pay(Shop.java:12)`, with a module of Java 9 in front or `(Native Method)`. */
const java = (lines: readonly string[]): Found[] =>
  lines
    .flatMap((line): Found[] => {
      const [, module, name, file, row] =
        /^\s*at (?:[\w.@-]+\/)*([\w$.]+)\.([\w$<>]+)\(([\w$]+\.(?:java|kt|scala|groovy)|Native Method|Unknown Source)(?::(\d+))?\)$/.exec(
          line,
        ) ?? [];
      return module
        ? [
            {
              module,
              function: name ?? null,
              file: file ?? null,
              line: row === undefined ? null : Number(row),
            },
          ]
        : [];
    })
    .toReversed();

/** `main.(*Shop).pay(0xc000…)`, and below it `	/srv/shop.go:12 +0x1d`. */
const go = (lines: readonly string[]): Found[] =>
  lines
    .flatMap((line, index): Found[] => {
      const [, file, row] = /^\t(\S+\.go):(\d+)(?: \+0x[0-9a-f]+)?$/.exec(line) ?? [];
      const call = lines[index - 1]
        ?.replace(/^created by /, "")
        .replace(/ in goroutine \d+$/, "")
        .replace(/\([^()]*\)$/, "");
      if (!file || !call) return [];
      const dot = call.indexOf(".", call.lastIndexOf("/") + 1);
      return [
        {
          module: dot > 0 ? call.slice(0, dot) : null,
          function: dot > 0 ? call.slice(dot + 1) : call,
          file,
          line: Number(row),
        },
      ];
    })
    .toReversed();
