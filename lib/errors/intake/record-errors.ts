import "server-only";
import { sql } from "drizzle-orm";

import type { Tx } from "@/db/client";
import { errorFeedback } from "@/db/schema";
import { publish } from "@/lib/core/publish";
import { env } from "@/lib/env";
import type { IntakePlace } from "@/lib/telemetry/contract";

import type { Attachment, Feedback, SessionCount } from "../contract/batch";
import type { ErrorEvent } from "../contract/event";
import { topics } from "../contract/topics";
import { groupOf } from "../grouping/group";
import { resolveEvents } from "../source-maps/find-maps";
import { type Arrived, assignHashes } from "./assign-hashes";
import { boundNewIssues } from "./bound-new-issues";
import { countEvents, type Placed } from "./count-events";
import { countSessions } from "./count-sessions";
import { type PlacedDrop, recordAttachments } from "./record-attachments";
import { updateIssues } from "./update-issues";

/** What one request brought of errors, and whom its key speaks for. */
export type ErrorBatch = {
  place: IntakePlace;
  /** Of the resource it came with, where that says so. */
  region?: string | undefined;
  receivedAtMs: number;
  events: readonly ErrorEvent[];
  sessions: readonly SessionCount[];
  feedback: readonly Feedback[];
  attachments?: readonly Attachment[];
};

type Asked = { place: IntakePlace; resource: { release?: string | undefined; region?: string | undefined } };
/** Telemetry's dictionary of sources, which decides about releases and regions for all signals alike. */
type ResolveSources = (tx: Tx, asked: readonly Asked[]) => Promise<(one: Asked) => number | undefined>;

/**
 * Writes what requests brought, in the transaction that answers them. Says which topics changed; whoever calls announces
 * them when the pause between two signals is over, and counts what was not kept.
 */
export async function recordErrors(
  tx: Tx,
  batches: readonly ErrorBatch[],
  resolveSources: ResolveSources,
): Promise<{ topics: string[]; drops: PlacedDrop[] }> {
  const askedBy = ({ place, region }: ErrorBatch, release: string | null): Asked => ({
    place,
    resource: { release: release ?? undefined, region },
  });
  const sourceOf = await resolveSources(
    tx,
    batches.flatMap((batch) =>
      [...batch.events, ...batch.sessions].map(({ release }) => askedBy(batch, release)),
    ),
  );
  const sent = batches.flatMap((batch) =>
    batch.events.flatMap((event) => {
      const sourceId = sourceOf(askedBy(batch, event.release));
      const { place, receivedAtMs } = batch;
      return sourceId === undefined ? [] : [{ serviceId: place.serviceId, sourceId, receivedAtMs, event }];
    }),
  );
  const events = await resolveEvents(tx, sent);
  const arrived = sent.map(({ event: minified, ...one }, index): Arrived => {
    const event = events[index] ?? minified;
    return { ...one, event, grouping: groupOf(event) };
  });
  const changed = await recordEvents(tx, arrived);
  await countSessions(
    tx,
    batches.flatMap((batch) =>
      batch.sessions.flatMap((session) => {
        const sourceId = sourceOf(askedBy(batch, session.release));
        return sourceId === undefined ? [] : [{ ...session, sourceId, serviceId: batch.place.serviceId }];
      }),
    ),
  );
  const feedback = batches.flatMap(({ place, feedback: own }) =>
    own.map(({ eventId, atMs, ...more }) => ({
      ...more,
      serviceId: place.serviceId,
      environmentId: place.environmentId,
      eventId: eventId === null ? null : Buffer.from(eventId, "hex"),
      at: new Date(atMs),
    })),
  );
  if (feedback.length > 0) await tx.insert(errorFeedback).values(feedback);
  const files = batches.flatMap(({ place, attachments = [] }) =>
    attachments.map((attachment) => ({ place, attachment })),
  );
  if (files.length === 0) return { topics: changed, drops: [] };
  const attached = await recordAttachments(tx, files, env().SLIPWAY_ATTACHMENTS_MB * 1_000_000);
  return { topics: [...new Set([...changed, ...attached.topics])], drops: attached.drops };
}

async function recordEvents(tx: Tx, all: readonly Arrived[]): Promise<string[]> {
  if (all.length === 0) return [];
  const arrived = await boundNewIssues(tx, all);
  const places = await assignHashes(tx, arrived);
  const hashIds = [...new Set([...places.values()].map(({ hashId }) => hashId))];
  const locked = await tx.execute<{ id: number; issueId: string }>(sql`
    select id, issue_id as "issueId" from error_hashes where id = any(${sql.param(hashIds)}::int[])
    order by id for update`);
  // Under the lock nobody merges or splits any more: the issue is the one that it is now.
  const issueOf = new Map(locked.map(({ id, issueId }) => [id, issueId]));
  const placed = arrived.flatMap((one): Placed[] => {
    const hashId = places.get(one)?.hashId;
    const issueId = hashId === undefined ? undefined : issueOf.get(hashId);
    return hashId === undefined || issueId === undefined ? [] : [{ ...one, hashId, issueId }];
  });
  await countEvents(tx, placed);
  await publish(tx, { jobs: await updateIssues(tx, placed) });
  return [topics.issues, ...new Set(placed.map(({ issueId }) => topics.issue(issueId)))];
}
