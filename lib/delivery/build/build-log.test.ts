import * as fc from "fast-check";
import { expect, test } from "vitest";

import { createBuildLog } from "./build-log";

function linesOf(chunks: Buffer[]): string[] {
  const lines: string[] = [];
  const log = createBuildLog((line) => lines.push(line.text));
  const stream = log.stream("stdout");
  for (const chunk of chunks) stream.push(chunk);
  stream.end();
  return lines;
}

test("lines are the same however the output was cut into pieces, also inside a character", () => {
  const text = fc.string({ unit: "binary", maxLength: 200 }).map((each) => each.replaceAll("x", "\n"));
  const property = fc.property(text, fc.array(fc.nat(300)), (output, cuts) => {
    const bytes = Buffer.from(output);
    const places = [0, ...cuts.filter((cut) => cut < bytes.length).toSorted((a, b) => a - b), bytes.length];
    const chunks = places.slice(1).map((end, index) => bytes.subarray(places[index], end));
    expect(linesOf(chunks)).toEqual(linesOf([bytes]));
  });
  fc.assert(property);
});

test("what PostgreSQL cannot store and what a terminal would not show is taken out", () => {
  const output =
    "\u0000a\u0007b\n\u001b[1;31mbold\u001b[0m\r\nold\rnew\n\u001b]8;;http://x\u0007link\u001b]8;;\u0007\n";
  expect(linesOf([Buffer.from(output)])).toEqual(["ab", "bold", "new", "link"]);
});

test("a line without an end does not grow in memory, and the tail is the end of the log", () => {
  const lines: string[] = [];
  const log = createBuildLog((line) => lines.push(line.text));
  const stream = log.stream("stderr");
  for (let index = 0; index < 100; index += 1) stream.push(Buffer.alloc(100_000, "z"));
  stream.end();
  log.say("after");
  expect(lines.length).toBe(2);
  expect(lines[0]?.length).toBeLessThan(2_010);
  expect(log.tail(1)).toEqual(["after"]);
});
