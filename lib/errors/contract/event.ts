import { z } from "zod";

import { ERROR_LEVELS } from "@/db/enums";

const text = z.string().nullable();
const details = z.record(z.string(), z.unknown());

/** One line of a stack. `function`, `module` and `file` as the program said them, within bounds. */
export const Frame = z.object({
  module: text,
  file: text,
  function: text,
  line: z.number().nullable(),
  column: z.number().nullable(),
  inApp: z
    .boolean()
    .nullable()
    .describe("Whether it is the program's own code; null where the program did not say."),
  contextLine: text,
  before: z.array(z.string()),
  after: z.array(z.string()),
  debugId: z.string().optional().describe("By which the source map of its file is found."),
  note: z.string().optional().describe("Why its place in the source is not known."),
});
export type Frame = z.infer<typeof Frame>;

export const ExceptionPart = z.object({
  type: text,
  value: text,
  frames: z.array(Frame).describe("From the outermost call to the line that threw."),
  handled: z.boolean().nullable(),
  isSynthetic: z.boolean().describe("The type was made up by the SDK and says nothing."),
});
export type ExceptionPart = z.infer<typeof ExceptionPart>;

export const Breadcrumb = z.object({
  atMs: z.number().nullable(),
  category: text,
  level: text,
  message: text,
  details: details.nullable(),
});
export type Breadcrumb = z.infer<typeof Breadcrumb>;

const DebugImage = z.object({ file: z.string(), debugId: z.string() });
export type DebugImage = z.infer<typeof DebugImage>;

/** What a program said of one thing that went wrong, whichever protocol brought it. */
export const ErrorEvent = z.object({
  eventId: z.string().describe("32 hexadecimal digits, of the sender's choice."),
  atMs: z.number(),
  level: z.enum(ERROR_LEVELS),
  platform: z.string(),
  message: text,
  messageTemplate: text.describe("The message as it was before values were put into it."),
  exceptions: z
    .array(ExceptionPart)
    .describe("What was thrown first stands first, what was caught last stands last."),
  stack: z.array(Frame).describe("A stack that belongs to no exception."),
  fingerprint: z.array(z.string()),
  transaction: text,
  release: text.describe("What the sender calls its release."),
  environment: text.describe("What the sender calls its environment. The key decides which one it is."),
  serverName: text,
  user: z.object({ id: text, email: text, name: text, ip: text }).nullable(),
  tags: z.record(z.string(), z.string()),
  breadcrumbs: z.array(Breadcrumb),
  request: z.object({ method: text, url: text, headers: z.record(z.string(), z.string()) }).nullable(),
  contexts: z.record(z.string(), details),
  extra: details,
  traceId: text,
  spanId: text,
  sdk: text,
  debugImages: z.array(DebugImage),
  wasCut: z.boolean().describe("Something was longer than what is kept, and was cut."),
});
export type ErrorEvent = z.infer<typeof ErrorEvent>;
