import { z } from "zod";

import { ISSUE_STATUSES } from "@/db/enums";
import { Cursor, Limit } from "@/lib/core/contract";

const issueId = z.string().max(60);
/** A release by its id. */
const releaseId = z.string().max(60);

export const ListIssues = z.object({
  service: z.string().max(60).optional().describe("Id or name."),
  environment: z.string().max(40).optional(),
  status: z
    .union([z.array(z.enum(ISSUE_STATUSES)), z.string().transform((text) => text.split(","))])
    .pipe(z.array(z.enum(ISSUE_STATUSES)))
    .optional()
    .describe("One or several, with commas between them."),
  release: releaseId.optional().describe("Only issues that were first seen in this release."),
  since: z
    .enum(["serving"])
    .optional()
    .describe("`serving`: only issues that were first seen in a release that serves somewhere now."),
  search: z.string().max(200).optional(),
  cursor: Cursor,
  limit: Limit,
});
export type ListIssues = z.infer<typeof ListIssues>;

export const ReadIssue = z.object({
  event: z.string().max(60).optional().describe("Which of its events to show; the newest without it."),
});
export type ReadIssue = z.infer<typeof ReadIssue>;

export const AssignIssue = z.object({ issueId, userId: z.string().max(60).nullable() });
export type AssignIssue = z.infer<typeof AssignIssue>;

/** *In the next release* is the first one that is built after this moment. */
export const ResolveIssue = z.object({
  issueId,
  inRelease: z.union([z.literal("next"), releaseId]).optional(),
});
export type ResolveIssue = z.infer<typeof ResolveIssue>;

export const IgnoreIssue = z.object({
  issueId,
  forHours: z
    .number()
    .int()
    .min(1)
    .max(24 * 365)
    .optional(),
  forEvents: z.number().int().min(1).max(1_000_000_000).optional(),
  untilNextRelease: z.boolean().optional(),
});
export type IgnoreIssue = z.infer<typeof IgnoreIssue>;

export const ReopenIssue = z.object({ issueId });
export type ReopenIssue = z.infer<typeof ReopenIssue>;

export const MergeIssues = z.object({ issueId, others: z.array(issueId).min(1).max(50) });
export type MergeIssues = z.infer<typeof MergeIssues>;

export const SplitIssue = z.object({ issueId, hashIds: z.array(z.number().int()).min(1).max(50) });
export type SplitIssue = z.infer<typeof SplitIssue>;

export const PinHash = z.object({ issueId, hashId: z.number().int(), isPinned: z.boolean() });
export type PinHash = z.infer<typeof PinHash>;

export const UndoRegrouping = z.object({ regroupingId: z.string().max(60) });
export type UndoRegrouping = z.infer<typeof UndoRegrouping>;
