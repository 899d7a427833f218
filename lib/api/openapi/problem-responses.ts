import "server-only";
import { z } from "zod";

import { type ProblemCode, PROBLEMS } from "../problem";
import { inputSchemaOf, type JsonSchema } from "./json-schema";

const codes = Object.keys(PROBLEMS);

export const problemSchema: JsonSchema = inputSchemaOf(
  z.object({
    type: z.string().describe("`urn:slipway:problem:` and the code."),
    title: z.string(),
    status: z.number().int(),
    detail: z.string().describe("One sentence for a person."),
    code: z.enum(codes).describe("Stable, for programs."),
    instance: z.string().describe("The path that was asked."),
    requestId: z.string(),
    errors: z
      .array(z.object({ path: z.string(), message: z.string() }))
      .describe("Which fields of the request are wrong, by path: `repository.url`."),
  }),
);
delete problemSchema.additionalProperties;

/** One reusable response per status, named by its code. */
export const problemResponses = Object.fromEntries(
  Object.entries(PROBLEMS).map(([code, { title, status }]) => [
    code,
    {
      description: `${status}: ${title}`,
      content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
    },
  ]),
);

export const responseName = (code: ProblemCode) => ({
  status: PROBLEMS[code].status,
  ref: `#/components/responses/${code}`,
});
