import { z } from "zod";

import { APPROVAL_DECISIONS, GATE_CODES } from "@/db/enums";

const reason = z.string().trim().max(500).default("");
const expectedReleaseId = z
  .string()
  .nullable()
  .optional()
  .describe(
    "What served there when this was decided; null for nothing. When something else serves by now, the request is refused.",
  );

export const Override = z.object({
  gates: z
    .array(z.enum(GATE_CODES))
    .min(1)
    .describe("Which reasons are set aside; see `blockers` of the plan."),
  reason: z.string().trim().min(1, "Say why, in a few words.").max(500),
});
export type Override = z.infer<typeof Override>;
const override = Override.optional().describe("Sets gates aside, with a reason that the trail keeps.");
const notBefore = z.iso.datetime().optional().describe("Waits until then.");

export const RequestRelease = z.object({
  serviceId: z.string(),
  ref: z
    .string()
    .trim()
    .min(1, "Give a branch, a tag or a commit.")
    .max(250)
    .refine((ref) => !ref.startsWith("-"), "This is not a branch, tag or commit.")
    .optional()
    .describe("A branch, tag or commit. Absent: the branch of the service, or else of the repository."),
});
export type RequestRelease = z.infer<typeof RequestRelease>;

export const DeployRelease = z.object({
  serviceId: z.string(),
  releaseId: z.string({
    error: ({ input }) =>
      input === undefined ? "Say which release: `GET /services/{id}/releases` lists their ids." : undefined,
  }),
  environment: z.string(),
  expectedReleaseId,
  override,
  notBefore,
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
  override,
  notBefore,
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
  override,
  quarantine: z
    .boolean()
    .default(false)
    .describe("Also puts the release that is left in quarantine, for the same reason."),
  acceptUnsafe: z
    .boolean()
    .optional()
    .describe(
      "Go back although the database has changed in a way that the release may not work with. No migration is taken back then.",
    ),
  reason: z.string().trim().min(1, "Say why, in a few words.").max(500),
});
export type RollBack = z.input<typeof RollBack>;

export const RepairDrift = z.object({ serviceId: z.string(), environment: z.string(), expectedReleaseId });
export type RepairDrift = z.infer<typeof RepairDrift>;

export const CancelDeployment = z.object({ id: z.string(), reason });
export type CancelDeployment = z.infer<typeof CancelDeployment>;

export const DecideApproval = z
  .object({
    id: z.string(),
    decision: z.enum(APPROVAL_DECISIONS),
    comment: z.string().trim().max(500).default(""),
  })
  .refine(({ decision, comment }) => decision === "approved" || comment !== "", {
    path: ["comment"],
    message: "Say why, in a few words.",
  });
export type DecideApproval = z.infer<typeof DecideApproval>;

export const OverrideGates = Override.extend({ id: z.string() });
export type OverrideGates = z.infer<typeof OverrideGates>;
