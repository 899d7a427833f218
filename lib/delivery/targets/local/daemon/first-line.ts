import type { IncomingMessage } from "node:http";
import { stripVTControlCharacters } from "node:util";

const MAXIMUM_BYTES = 4_096;
/** Whole characters: half of a pair is no text that a database takes. */
const BEGINNING = /^.{1,200}/su;
/** A body that trickles must not hold up the next probe; what has come until then is enough. */
const PATIENCE_MS = 500;

/**
 * The first line that an answer's body says, for a sentence that a person reads; undefined when it says nothing, or
 * only a browser could read it. Never throws, and leaves the answer destroyed.
 */
export function firstLine(answer: IncomingMessage): Promise<string | undefined> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const end = () => {
      clearTimeout(timer);
      answer.destroy();
      const isPlain = answer.headers["content-encoding"] === undefined;
      resolve(isPlain ? lineIn(Buffer.concat(chunks).subarray(0, MAXIMUM_BYTES).toString()) : undefined);
    };
    const timer = setTimeout(end, PATIENCE_MS);
    answer.on("data", (chunk: Buffer) => {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes >= MAXIMUM_BYTES) end();
    });
    answer.once("end", end);
    answer.once("close", end);
    answer.on("error", end);
  });
}

function lineIn(body: string): string | undefined {
  const lines = body.split(/[\r\n]/).map((text) =>
    stripVTControlCharacters(text)
      .replaceAll(/[\p{Cc}\p{Cf}]/gu, "")
      .trim(),
  );
  const line = lines.find((text) => text !== "");
  if (line === undefined || line.startsWith("<")) return undefined;
  // The sentence that it becomes a part of brings its own full stop.
  return BEGINNING.exec(line)?.[0].replace(/\.+$/, "") || undefined;
}
