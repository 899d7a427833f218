import { z } from "zod";

import { Cursor, Limit } from "@/lib/core/contract";

export const RunChecks = z.object({
  serviceId: z.string(),
  environment: z.string().min(1),
  name: z.string().max(80).optional().describe("Only this check; all of them when absent."),
});
export type RunChecks = z.infer<typeof RunChecks>;

/** `name` is the check that is replaced, when the text renames it. */
export const SaveCheck = z.object({
  serviceId: z.string(),
  name: z.string().max(80).optional(),
  text: z
    .string()
    .trim()
    .min(1, "Write the check as YAML.")
    .max(20_000)
    .describe("One check, as in slipway.yaml: YAML or JSON."),
});
export type SaveCheck = z.infer<typeof SaveCheck>;

export const RemoveCheck = z.object({ serviceId: z.string(), name: z.string().max(80) });
export type RemoveCheck = z.infer<typeof RemoveCheck>;

export const ListCheckRuns = z.object({
  serviceId: z.string(),
  environment: z.string().optional(),
  cursor: Cursor,
  limit: Limit,
});
export type ListCheckRuns = z.infer<typeof ListCheckRuns>;

/** A document as text, or where the service itself answers with one. */
export const ProposeChecks = z
  .object({
    text: z.string().max(1_000_000).optional().describe("An OpenAPI 3 document, JSON or YAML."),
    serviceId: z.string().optional().describe("Whose document is read, with `url`."),
    url: z
      .string()
      .trim()
      .max(2_000)
      .optional()
      .describe("A path of the service such as /openapi.json, or its whole address where it runs."),
  })
  .refine(({ text, url }) => Boolean(text?.trim()) !== Boolean(url), {
    path: ["text"],
    message: "Give either a document or where the service answers with one.",
  })
  .refine(({ url, serviceId }) => !url || serviceId !== undefined, {
    path: ["serviceId"],
    message: "Say whose address it is.",
  });
export type ProposeChecks = z.infer<typeof ProposeChecks>;

export const CheckProposal = z.object({
  checks: z.array(z.object({ name: z.string(), summary: z.string(), text: z.string() })),
  text: z.string().describe("The part of slipway.yaml that declares all of them."),
  leftOut: z
    .number()
    .describe(
      "GET operations that are deprecated, need a value which the document does not give, or are too many.",
    ),
});
export type CheckProposal = z.infer<typeof CheckProposal>;
