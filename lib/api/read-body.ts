import "server-only";
import { ProtocolProblem } from "./problem";

const MAXIMUM_BYTES = 1_048_576;
const MAXIMUM_WORDS = "1 MB";

/** The text of a JSON body, undefined when there is none. Throws 413, 415 or 400 before anything is parsed. */
export async function readBody(request: Request): Promise<string | undefined> {
  if (Number(request.headers.get("content-length") ?? 0) > MAXIMUM_BYTES) throw tooLarge();
  const text = request.body ? await readText(request.body) : "";
  if (text === "") return undefined;
  const type = request.headers.get("content-type") ?? "none";
  if (!/^application\/([\w.+-]+\+)?json\s*(;|$)/i.test(type)) {
    throw new ProtocolProblem(
      "unsupported_media_type",
      `Send the body as application/json; this one is ${type.slice(0, 80)}.`,
      { headers: { accept: "application/json" } },
    );
  }
  return text;
}

export function parseJson(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof SyntaxError ? ` ${error.message.slice(0, 160)}.` : "";
    throw new ProtocolProblem("malformed", `The body is not valid JSON.${reason}`);
  }
}

async function readText(body: ReadableStream<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of body) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes > MAXIMUM_BYTES) throw tooLarge();
    chunks.push(chunk);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    throw new ProtocolProblem("malformed", "The body is not valid UTF-8.");
  }
}

const tooLarge = () => new ProtocolProblem("too_large", `A body may hold at most ${MAXIMUM_WORDS}.`);
