import { z } from "zod";

import { REJECTION_CODES } from "../../target";
import { idSchema, placementSchema, rolloutSchema } from "../wire";

/** What the state file holds: desired state, and enough of the present one to find living processes again. */

const instanceRecordSchema = z.object({
  id: idSchema,
  rollout: rolloutSchema,
  startedAt: z.string(),
  readyAt: z.string().optional(),
  restarts: z.number().int(),
  process: z
    .object({ pid: z.number().int(), identity: z.string(), port: z.number().int(), address: z.string() })
    .optional(),
});
export type InstanceRecord = z.infer<typeof instanceRecordSchema>;

const verdictSchema = z.object({
  deploymentId: z.string(),
  code: z.enum(REJECTION_CODES),
  message: z.string(),
  logTail: z.array(z.string()),
});
export type Verdict = z.infer<typeof verdictSchema>;

const placementRecordSchema = z.object({
  placement: placementSchema,
  highestFence: z.number().int(),
  serving: instanceRecordSchema.optional(),
  /** Until when the serving release falls back to the warm one instead of starting again. */
  probationEndsAt: z.string().optional(),
  /** What is started again when the serving release fails on probation and no warm one is left. */
  previous: rolloutSchema.optional(),
  warm: z.array(
    instanceRecordSchema.extend({
      warmUntil: z.string(),
      drainUntil: z.string(),
      claim: rolloutSchema.optional(),
      isAbandoned: z.boolean().optional(),
    }),
  ),
  candidates: z.array(instanceRecordSchema),
  verdicts: z.array(verdictSchema),
});
export type PlacementRecord = z.infer<typeof placementRecordSchema>;

export const stateSchema = z.object({
  version: z.literal(1),
  placements: z.array(placementRecordSchema),
  /** Placements that are gone, oldest first. */
  removed: z.array(z.object({ placementId: z.string(), fence: z.number().int() })).default([]),
});
export type State = z.infer<typeof stateSchema>;
