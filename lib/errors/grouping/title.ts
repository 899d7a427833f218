import type { ErrorEvent } from "../contract/event";
import { isOwnCode } from "./frames";

const MOST_CHARS = 200;

/** What people call it: the type and the first line of what was caught, or of the message. */
export function titleOf({ exceptions, message }: ErrorEvent): string {
  const main = exceptions.at(-1);
  const text = firstLine(main?.value ?? message);
  const type = main && !main.isSynthetic ? main.type : null;
  return (
    [type, text].filter(Boolean).join(": ").slice(0, MOST_CHARS).toWellFormed() || "An error without a word"
  );
}

/** Where it came from: the innermost frame of the service's own code, or what the sender calls the request. */
export function culpritOf({ exceptions, stack, transaction }: ErrorEvent): string {
  const frames = exceptions.toReversed().find((exception) => exception.frames.length > 0)?.frames ?? stack;
  const frame = frames.findLast(isOwnCode) ?? frames.at(-1);
  const place = frame?.module ?? frame?.file?.split(/[/\\]/).at(-1);
  const name = frame?.function === "?" ? null : frame?.function;
  const where = name && place ? `${name} (${place})` : (name ?? place);
  return (where ?? transaction ?? "").slice(0, MOST_CHARS).toWellFormed();
}

const firstLine = (text: string | null | undefined): string => text?.split("\n", 1)[0]?.trim() ?? "";
