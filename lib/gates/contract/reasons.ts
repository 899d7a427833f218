import { z } from "zod";

import { GATE_CODES, ROLES } from "@/db/enums";

const instant = z.iso.datetime();

/** Why a release may not enter an environment now: one sentence, who can change it, and when it is over by itself. */
export const GateReason = z.object({
  code: z.enum(GATE_CODES),
  message: z.string(),
  owner: z.string().nullable().describe("Who can change it."),
  until: instant.nullable().describe("When it is over by itself, as far as that is known."),
  refuses: z.boolean().describe("False: a deployment waits and goes on by itself. True: it is refused."),
  overrideRole: z.enum(ROLES).nullable().describe("The least role that may override it with a reason."),
});
export type GateReason = z.infer<typeof GateReason>;
