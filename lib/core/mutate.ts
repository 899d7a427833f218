import "server-only";
import type { Tx } from "@/db/client";
import { auditEntries } from "@/db/schema";

import { actorKey, actorName, type Context, type JobActor } from "./context";
import type { Permit } from "./permit";
import { publish, type Consequences } from "./publish";

type Change = {
  /** Id of what was changed, and what a person calls it. */
  subject: string;
  subjectName?: string;
  before?: Record<string, unknown>;
  after?: Record<string, unknown>;
};
/** `others` are what the same change took along: each gets an entry of its own, so that its trail tells of it. */
type Outcome<T> = Consequences & Change & { result: T; others?: Change[] };

/**
 * The only way a person or a token writes. The change, its audit entry, its events, its jobs and its live signal
 * commit together or not at all (Postgres delivers NOTIFY at commit).
 */
export function mutate<T>(ctx: Context, permit: Permit, run: (tx: Tx) => Promise<Outcome<T>>): Promise<T> {
  return ctx.transaction(async (tx) => {
    const { result, subject, subjectName, before, after, others = [], ...consequences } = await run(tx);
    const changes: Change[] = [{ subject, subjectName, before, after }, ...others];
    await tx.insert(auditEntries).values(
      changes.map((change) => ({
        ...change,
        actor: actorKey(permit.actor),
        actorName: actorName(permit.actor),
        action: permit.action,
        requestId: ctx.request.id,
        ip: ctx.request.ip ?? null,
      })),
    );
    const by = { actor: actorKey(permit.actor), actorName: actorName(permit.actor) };
    await publish(tx, {
      ...consequences,
      events: consequences.events?.map((event) => ({ ...by, ...event })) ?? [],
      topics: [...(consequences.topics ?? []), "audit"],
    });
    return result;
  });
}

/**
 * What the machinery writes while it carries out an audited request: steps, leases, observations. No audit entry of
 * its own, and only a job may call it.
 */
export function advance<T>(
  ctx: Context<JobActor>,
  run: (tx: Tx) => Promise<Consequences & { result: T }>,
): Promise<T> {
  return ctx.transaction(async (tx) => {
    const { result, ...consequences } = await run(tx);
    await publish(tx, consequences);
    return result;
  });
}
