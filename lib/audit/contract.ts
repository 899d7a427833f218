import { z } from "zod";

import { Cursor, Instant, Limit, pageOf } from "@/lib/core/contract";

/** What browsers watch; `mutate` announces it with every write. */
export const topics = { audit: "audit" };

const text = z.string().trim().max(200).optional();

export const AuditFilter = z.object({
  /** `user:usr_…`, `token:tok_…`, `job:name` or `anonymous`; the id alone will do. */
  actor: text.describe("`user:usr_…`, `token:tok_…` or `job:name`; the id alone will do."),
  action: text.describe("`noun.verb`, or a noun for all its actions."),
  subject: text.describe("Id of what was changed."),
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
  text: text.describe(
    "Words of the actor's name, the subject's name or the action, each from its beginning; or a whole request id, id of the subject or IP.",
  ),
});
export type AuditFilter = z.infer<typeof AuditFilter>;

export const ListAudit = AuditFilter.extend({ cursor: Cursor, limit: Limit });
export type ListAudit = z.infer<typeof ListAudit>;

export const ExportAudit = AuditFilter.extend({ format: z.enum(["csv", "ndjson"]).default("csv") });
export type ExportAudit = z.infer<typeof ExportAudit>;

export const AuditEntryView = z.object({
  id: z.string(),
  at: Instant,
  actor: z.string(),
  actorName: z.string(),
  action: z.string(),
  subject: z.string(),
  subjectName: z.string(),
  before: z.record(z.string(), z.unknown()).nullable(),
  after: z.record(z.string(), z.unknown()).nullable(),
  requestId: z.string(),
  ip: z.string().nullable(),
});
export type AuditEntryView = z.infer<typeof AuditEntryView>;
export const AuditPage = pageOf(AuditEntryView);
