import { z } from "zod";

const reason = z.string().trim().max(500).default("");
const expectedReleaseId = z
  .string()
  .nullable()
  .optional()
  .describe(
    "What served there when this was decided; null for nothing. When something else serves by now, the request is refused.",
  );

export const RequestRelease = z.object({
  serviceId: z.string(),
  ref: z
    .string()
    .trim()
    .min(1, "Give a branch, a tag or a commit.")
    .max(250)
    .refine((ref) => !ref.startsWith("-"), "This is not a branch, tag or commit."),
});
export type RequestRelease = z.infer<typeof RequestRelease>;

export const DeployRelease = z.object({
  serviceId: z.string(),
  releaseId: z.string(),
  environment: z.string(),
  expectedReleaseId,
  reason,
});
export type DeployRelease = z.infer<typeof DeployRelease>;

export const PromoteRelease = z.object({
  serviceId: z.string(),
  from: z.string(),
  to: z.string(),
  /** Default: what runs in `from`. When given and something else runs there by now, the request is refused. */
  releaseId: z.string().optional(),
  expectedReleaseId,
  reason,
});
export type PromoteRelease = z.infer<typeof PromoteRelease>;

export const RollBack = z.object({
  serviceId: z.string(),
  environment: z.string(),
  /** Default: the last known good release before the one that serves. */
  releaseId: z.string().optional(),
  expectedReleaseId,
  configuration: z
    .enum(["restored", "current"])
    .optional()
    .describe(
      "Run with the configuration that the release served with (the default), or with what is set now.",
    ),
  reason: z.string().trim().min(1, "Say why, in a few words.").max(500),
});
export type RollBack = z.infer<typeof RollBack>;

export const RepairDrift = z.object({ serviceId: z.string(), environment: z.string(), expectedReleaseId });
export type RepairDrift = z.infer<typeof RepairDrift>;

export const CancelDeployment = z.object({ id: z.string(), reason });
export type CancelDeployment = z.infer<typeof CancelDeployment>;
