import { z } from "zod";

import { ERROR_LEVELS, ISSUE_STATUSES, REGROUPINGS, RESOLUTIONS } from "@/db/enums";
import { Instant } from "@/lib/core/contract";
import { CommitView, ReleaseRef } from "@/lib/delivery/contract";

import { ErrorEvent } from "./event";

export const IssueRow = z.object({
  id: z.string(),
  serviceId: z.string(),
  serviceName: z.string(),
  title: z.string(),
  culprit: z.string(),
  status: z.enum(ISSUE_STATUSES),
  level: z.enum(ERROR_LEVELS),
  count: z.number(),
  userCount: z.number(),
  firstSeenAt: Instant,
  lastSeenAt: Instant,
  firstRelease: ReleaseRef.nullable(),
  lastRelease: ReleaseRef.nullable(),
  environments: z.array(z.string()),
  assigneeName: z.string().nullable(),
  trend: z.array(z.number()).describe("Events of the last 24 hours, by hour, the oldest first."),
});
export type IssueRow = z.infer<typeof IssueRow>;

export const IssuesView = z.object({ items: z.array(IssueRow), nextCursor: z.string().nullable() });
export type IssuesView = z.infer<typeof IssuesView>;

const Part = z.object({
  what: z.string(),
  text: z.string(),
  counts: z.boolean(),
  why: z.string().optional().describe("Why it does not count."),
});
export const Explanation = z.object({
  version: z.number(),
  by: z.enum(["fingerprint", "stack", "message", "nothing"]),
  summary: z.string(),
  fingerprint: z.array(z.string()),
  variants: z.array(z.object({ name: z.enum(["app", "system"]), hash: z.string(), parts: z.array(Part) })),
});
export type Explanation = z.infer<typeof Explanation>;

const HashView = z.object({
  id: z.number(),
  hash: z.string(),
  title: z.string(),
  culprit: z.string(),
  count: z.number(),
  isPinned: z.boolean(),
});

/** Text of more is for downloading. */
export const MOST_SHOWN_TEXT_BYTES = 64_000;

const AttachmentView = z.object({
  position: z.number().describe("By which it is fetched."),
  name: z.string().describe("As its sender calls it."),
  contentType: z.string().describe("As its sender says. It is fetched as this only where that is harmless."),
  type: z
    .string()
    .describe("`event.attachment`, `event.minidump`, `event.view_hierarchy` or another of Sentry's."),
  sizeBytes: z.number(),
  picture: z
    .object({ width: z.number(), height: z.number() })
    .nullable()
    .describe("In pixels, of a PNG, JPEG, GIF or WebP by its first bytes."),
  isText: z.boolean().describe("It is said to be text, and short enough to be read where it stands."),
});
export type AttachmentView = z.infer<typeof AttachmentView>;

export const EventView = z.object({
  id: z.string(),
  at: Instant,
  environment: z.string(),
  release: ReleaseRef.nullable(),
  event: ErrorEvent,
  attachments: z.array(AttachmentView).describe("Files that came with it."),
  newerId: z.string().nullable(),
  olderId: z.string().nullable(),
});
export type EventView = z.infer<typeof EventView>;

export const SuspectView = z.object({
  deploymentId: z.string(),
  environment: z.string(),
  switchedAt: Instant,
  release: ReleaseRef,
  previous: ReleaseRef.nullable(),
  commits: z.array(CommitView),
  changedFileCount: z.number().nullable(),
  migrations: z.array(z.object({ name: z.string(), class: z.string() })),
  variables: z.array(z.object({ key: z.string(), change: z.string() })),
  dependenciesChanged: z.boolean(),
});
export type SuspectView = z.infer<typeof SuspectView>;

export const IssueView = IssueRow.extend({
  platform: z.string(),
  explanation: Explanation,
  hashes: z.array(HashView),
  assigneeId: z.string().nullable(),
  ignored: z
    .object({
      until: Instant.nullable(),
      untilCount: z.number().nullable(),
      untilNextRelease: z.boolean(),
    })
    .nullable(),
  resolved: z
    .object({
      at: Instant,
      byName: z.string(),
      resolution: z.enum(RESOLUTIONS),
      release: ReleaseRef.nullable(),
    })
    .nullable(),
  mergedIntoId: z.string().nullable(),
  seenIn: z.array(
    z.object({
      release: ReleaseRef.nullable(),
      environment: z.string(),
      count: z.number(),
      firstAt: Instant.describe("The hour in which it was first seen there."),
      lastAt: Instant.describe("To the hour, and never after it was last seen anywhere."),
    }),
  ),
  event: EventView.nullable(),
  feedback: z.array(
    z.object({ id: z.string(), at: Instant, name: z.string().nullable(), message: z.string() }),
  ),
  regroupings: z.array(
    z.object({
      id: z.string(),
      kind: z.enum(REGROUPINGS),
      byName: z.string(),
      at: Instant,
      undone: z.boolean(),
      hashCount: z.number(),
    }),
  ),
  activity: z.array(z.object({ id: z.string(), at: Instant, action: z.string(), byName: z.string() })),
  suspect: SuspectView.nullable().describe("The deployment before its first event."),
});
export type IssueView = z.infer<typeof IssueView>;

/** Events of one trace that are shown at most. */
export const MOST_TRACE_ERRORS = 50;

const TraceError = z.object({
  id: z.string().describe("Of the event."),
  at: Instant,
  spanId: z.string().nullable().describe("The span in which it happened; null where its sender did not say."),
  issueId: z.string(),
  title: z.string(),
  level: z.enum(ERROR_LEVELS),
  status: z.enum(ISSUE_STATUSES).describe("Of its issue, now."),
  service: z.string(),
  environment: z.string(),
});
export type TraceError = z.infer<typeof TraceError>;

export const TraceErrors = z.object({
  items: z.array(TraceError).describe("In the order of time."),
  truncated: z.boolean().describe(`Whether there are more than ${MOST_TRACE_ERRORS}: these are the last.`),
});
export type TraceErrors = z.infer<typeof TraceErrors>;

export const ReleaseHealthView = z.object({
  items: z.array(
    z.object({
      environment: z.string(),
      sessions: z.number(),
      errored: z.number(),
      crashed: z.number(),
      crashFreeSessions: z.number().nullable().describe("Share from 0 to 1."),
      users: z.number(),
      crashFreeUsers: z.number().nullable(),
      newIssues: z.number(),
    }),
  ),
});
export type ReleaseHealthView = z.infer<typeof ReleaseHealthView>;
