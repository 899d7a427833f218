import "server-only";
import { z } from "zod";

import type { Context } from "./context";
import { DomainError, type ErrorCode, type FieldProblem } from "./errors";
import { requestContext } from "./request";
import { refuseUnstorable } from "./unstorable-text";

export type ActionResult<T> =
  | { ok: true; data: T }
  | { ok: false; code: ErrorCode; message: string; fields?: readonly FieldProblem[] };

/** Authenticate, parse, run, translate. Authorization belongs to the command, which other callers share. */
export function defineAction<S extends z.ZodType, T>(
  input: S,
  run: (ctx: Context, input: z.output<S>) => Promise<T>,
) {
  return async (raw: z.input<S>): Promise<ActionResult<T>> => {
    try {
      refuseUnstorable(raw);
      return { ok: true, data: await run(await requestContext(), input.parse(raw)) };
    } catch (error) {
      const failure = error instanceof z.ZodError ? invalid(error) : error;
      if (!(failure instanceof DomainError)) throw error; // a bug: reported by the seam, shown by error.tsx
      return { ok: false, code: failure.code, message: failure.message, fields: failure.fields };
    }
  };
}

/** Turns a schema's complaint into field problems. */
export function invalid(error: z.ZodError): DomainError {
  const fields = error.issues.map((issue) => ({ path: issue.path.join("."), message: issue.message }));
  const message = fields.length === 1 && fields[0] ? fields[0].message : "Some fields need another look.";
  return new DomainError("invalid", message, { fields });
}
