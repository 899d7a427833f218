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
    .object({
      pid: z.number().int(),
      identity: z.string(),
      port: z.number().int(),
      address: z.string(),
      startedAt: z.string().optional(),
      readyAt: z.string().optional(),
    })
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

const tombstoneSchema = z.object({ placementId: z.string(), fence: z.number().int() });

export type State = {
  placements: PlacementRecord[];
  /** Records that could not be read, as they were found: written back for a person or a later version. */
  unreadable: unknown[];
  /** Placements that are gone, oldest first. */
  removed: z.infer<typeof tombstoneSchema>[];
  /** Until when processes that no record names are left alone, since the state was damaged. */
  sparedUntil?: string | undefined;
};

const fileSchema = z.object({
  version: z.literal(1),
  placements: z.array(z.unknown()),
  removed: z.array(z.unknown()).default([]),
  sparedUntil: z.string().optional(),
});

/** Each record is read for itself, so that a bad one costs one service and not all. Throws when nothing is legible. */
export function parseState(text: string): State {
  const { placements, removed, sparedUntil } = fileSchema.parse(JSON.parse(text));
  const state: State = { placements: [], unreadable: [], removed: [], sparedUntil };
  for (const record of placements) {
    const placement = placementRecordSchema.safeParse(record);
    if (placement.success) state.placements.push(placement.data);
    else state.unreadable.push(record);
  }
  for (const record of removed) {
    const tombstone = tombstoneSchema.safeParse(record);
    if (tombstone.success) state.removed.push(tombstone.data);
  }
  return state;
}

export function stateText({ placements, unreadable, removed, sparedUntil }: State): string {
  return JSON.stringify({ version: 1, placements: [...placements, ...unreadable], removed, sparedUntil });
}

/** What can be told of a record that could not be read: whose it is, and which leases it saw. */
export function ownerOf(unreadable: unknown): { placementId: string; fence: number } | undefined {
  const owner = ownerSchema.safeParse(unreadable);
  return owner.success ? { placementId: owner.data.placement.id, fence: owner.data.highestFence } : undefined;
}

const ownerSchema = z.object({
  placement: z.object({ id: z.string() }),
  highestFence: z.number().int().catch(0),
});
