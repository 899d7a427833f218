import { createHash } from "node:crypto";

import type { ErrorEvent, ExceptionPart } from "../contract/event";
import { type Part, partsOfStack } from "./frames";
import { parameterise } from "./normalise";

/**
 * The version of the algorithm, kept with each hash. A newer one looks an event up by its own hash first and by this one's
 * after, so that issues survive it.
 */
export const GROUPING_VERSION = 1;

type Variant = { name: "app" | "system"; hash: string; parts: Part[] };
/** Why an event belongs where it does, for people; `by` is the strategy that decided. */
type Explanation = {
  version: number;
  by: "fingerprint" | "stack" | "message" | "nothing";
  summary: string;
  fingerprint: string[];
  variants: Variant[];
};
/** Any known one of the `hashes` says which issue an event belongs to; the first one is what it is called by. */
export type Grouping = { hashes: string[]; explanation: Explanation };

/**
 * Which events are the same error: by the fingerprint that the sender gave, or the chain of exceptions with the frames in
 * it, or the message. Twice: by the service's own code (`app`) and by all of it (`system`).
 */
export function groupOf(event: ErrorEvent): Grouping {
  const own = defaultOf(event);
  const { fingerprint } = event;
  if (fingerprint.length === 0 || (fingerprint.length === 1 && isDefault(fingerprint[0] ?? ""))) return own;
  const expanded = fingerprint.map((part) => (isDefault(part) ? part : expand(part, event)));
  const withDefault = expanded.some(isDefault);
  const hashes = (withDefault ? own.hashes : [""]).map((base) =>
    hashOf(
      "fingerprint",
      expanded.map((part) => (isDefault(part) ? base : part)),
    ),
  );
  return {
    hashes,
    explanation: {
      version: GROUPING_VERSION,
      by: "fingerprint",
      summary: withDefault
        ? "The sender's fingerprint divides what the stack or the message would group."
        : "The sender gave a fingerprint, and nothing else counts.",
      fingerprint: expanded,
      variants: withDefault ? own.explanation.variants : [],
    },
  };
}

/** The grouping of what a service has too many kinds of. */
export const groupByType = (event: ErrorEvent, most: number): Grouping => ({
  hashes: [hashOf("type", event.exceptions.at(-1)?.type ?? null)],
  explanation: {
    version: GROUPING_VERSION,
    by: "nothing",
    summary: `The service had ${most} new errors within a day: what came on top is grouped by its type alone.`,
    fingerprint: [],
    variants: [],
  },
});

const isDefault = (part: string) => /^\{\{\s*default\s*\}\}$/.test(part);

/** `{{ type }}`, `{{ message }}`, `{{ transaction }}`, `{{ level }}` and `{{ function }}` as SDKs document them. */
function expand(part: string, event: ErrorEvent): string {
  const main = event.exceptions.at(-1);
  const values: Record<string, string | null | undefined> = {
    type: main?.type,
    "error.type": main?.type,
    value: main?.value,
    "error.value": main?.value,
    message: event.message ?? main?.value,
    transaction: event.transaction,
    level: event.level,
    function: main?.frames.at(-1)?.function,
  };
  return part.replaceAll(/\{\{\s*([a-z.]+)\s*\}\}/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? (values[name] ?? "") : whole,
  );
}

function defaultOf(event: ErrorEvent): Grouping {
  const parts = event.exceptions.length > 0 ? event.exceptions : [messageAsPart(event)];
  const app = variantOf("app", parts);
  const system = variantOf("system", parts);
  // A variant without a frame says only the type, which many errors share, while the other knows where it happened.
  const variants = [app, system].filter(({ frames }) => frames > 0);
  const counting = variants.length > 0 ? variants : [app];
  const distinct = counting.filter(
    ({ hash }, index) => counting.findIndex((other) => other.hash === hash) === index,
  );
  const by = variants.length > 0 ? "stack" : app.values > 0 ? "message" : "nothing";
  return {
    hashes: distinct.map(({ hash }) => hash),
    explanation: {
      version: GROUPING_VERSION,
      by,
      summary: SUMMARIES[by],
      fingerprint: [],
      variants: distinct.map(({ name, hash, parts: shown }) => ({ name, hash, parts: shown })),
    },
  };
}

const SUMMARIES = {
  stack: "The same exceptions came by the same functions.",
  message: "There is no stack that says more, so the same message without its values.",
  nothing: "The sender said neither a stack nor a message.",
} as const;

/** A message without an exception, with the stack of where it was sent from if there is one. */
const messageAsPart = ({ message, messageTemplate, stack }: ErrorEvent): ExceptionPart => ({
  type: null,
  value: messageTemplate ?? message,
  frames: stack,
  handled: null,
  isSynthetic: true,
});

function variantOf(name: Variant["name"], exceptions: readonly ExceptionPart[]) {
  const parts: Part[] = [];
  const keys: unknown[] = [];
  let frames = 0;
  let values = 0;
  // What was caught last names the issue, so it stands first.
  for (const exception of exceptions.toReversed()) {
    const stack = partsOfStack(exception.frames, name === "app");
    frames += stack.keys.length;
    const type = exception.isSynthetic ? null : exception.type;
    if (exception.type !== null)
      parts.push({
        what: "type",
        text: exception.type,
        counts: type !== null,
        ...(type === null && { why: "made up by the SDK" }),
      });
    const value = exception.value === null ? null : parameterise(exception.value);
    const valueCounts = value !== null && stack.keys.length === 0;
    if (valueCounts) values += 1;
    if (value !== null)
      parts.push({
        what: "message",
        text: value,
        counts: valueCounts,
        ...(!valueCounts && { why: "the stack says more" }),
      });
    parts.push(...stack.parts);
    keys.push([type, valueCounts ? value : null, stack.keys]);
  }
  return { name, parts, frames, values, hash: hashOf("chain", keys) };
}

const hashOf = (what: string, value: unknown): string =>
  createHash("sha256")
    .update(JSON.stringify([GROUPING_VERSION, what, value]))
    .digest("hex")
    .slice(0, 32);
