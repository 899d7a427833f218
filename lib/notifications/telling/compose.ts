import "server-only";
import { and, eq, isNotNull, ne } from "drizzle-orm";

import { deployments, placements } from "@/db/schema";
import type { Context, JobActor } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { isDatabaseTrouble } from "@/lib/core/postgres-error";
import { reportError } from "@/lib/core/report-error";
import { changesOfDeployment, getRelease } from "@/lib/delivery";
import type { CommitView } from "@/lib/delivery/contract";

import type { MessageContent } from "../contract";
import type { EventRow, Facts } from "./facts";
import { titleOf } from "./titles";

/** More than these are counted: a message is read on a phone. */
const SHOWN_CHANGES = 5;
/** Longer texts come from logs; the page has them whole. */
const LONGEST_SENTENCE = 600;

type Ctx = Context<JobActor>;

/** What is said about an event, once for everybody. */
export async function compose(ctx: Ctx, event: EventRow, facts: Facts): Promise<MessageContent> {
  const { service, environment, release, deployment } = facts;
  const commits = await changesOf(ctx, event, facts);
  const about = {
    what: [service?.name, release?.name].filter(Boolean).join(" "),
    where: environment ? ` in ${environment.name}` : "",
    kind: deployment?.kind,
  };
  return {
    ...titleOf(event.type, about),
    type: event.type,
    sentence: shortened(event.message),
    at: event.at.toISOString(),
    service,
    environment,
    release,
    actor: facts.actor,
    reason: facts.reason ? shortened(facts.reason) : null,
    changes: commits
      .slice(0, SHOWN_CHANGES)
      .map(({ sha, subject, authorName }) => ({ sha, subject, authorName })),
    moreChanges: Math.max(0, commits.length - SHOWN_CHANGES),
    path: pathOf(event, facts),
    rollbackPath: (await canGoBack(ctx, facts))
      ? `/services/${service?.name}?rollback=${encodeURIComponent(environment?.name ?? "")}`
      : null,
    entries: [],
  };
}

/**
 * What it brings against what it replaces. What cannot be told any more, of an archived service, is left out, and no
 * failure of it may keep a message back.
 */
async function changesOf(ctx: Ctx, event: EventRow, { deployment, release }: Facts): Promise<CommitView[]> {
  try {
    if (deployment) return (await changesOfDeployment(ctx, deployment.id)).commits;
    if (release && event.subject === release.id) return (await getRelease(ctx, release.id)).changelog;
    return [];
  } catch (error) {
    if (isDatabaseTrouble(error)) throw error;
    if (!(error instanceof DomainError))
      reportError(error, { seam: "notification-changes", event: event.id });
    return [];
  }
}

function pathOf({ subject }: EventRow, { kind, service, release, deployment }: Facts): string {
  if (kind === "channel_failed") return `/settings/notifications/channels/${subject}`;
  if (service && subject.startsWith("chk_")) return `/services/${service.name}/checks/runs/${subject}`;
  if (deployment) return `/deployments/${deployment.id}`;
  if (!service) return kind === "freeze" ? "/environments" : "/";
  if (release) return `/services/${service.name}/releases/${release.id}`;
  return `/services/${service.name}`;
}

/**
 * Whether an earlier release can be gone back to, where that may be wished for: after a failure also when what served
 * before serves on, for it may not bear what was begun, its migrations for instance. The question says what serves.
 */
async function canGoBack(ctx: Ctx, { kind, service, environment, deployment }: Facts): Promise<boolean> {
  if (!service || !environment) return false;
  const isAboutServing =
    kind === "check_failed" ||
    kind === "drift" ||
    kind === "deployment_failed" ||
    (kind === "deployment_succeeded" && deployment?.servingId === deployment?.id);
  if (!isAboutServing) return false;
  const [row] = await ctx.db
    .select({ id: placements.id })
    .from(placements)
    .innerJoin(deployments, eq(deployments.id, placements.deploymentId))
    .where(
      and(
        eq(placements.serviceId, service.id),
        eq(placements.environmentId, environment.id),
        isNotNull(deployments.previousReleaseId),
        ne(deployments.previousReleaseId, deployments.releaseId),
      ),
    )
    .limit(1);
  return row !== undefined;
}

/** What is said about an event that nobody could put into words, so that it is not passed over in silence. */
export const composeBare = ({ type, subject, at }: EventRow): MessageContent => ({
  title: `Something happened: ${type}`,
  tone: "warn",
  type,
  sentence: "Slipway could not put together what there is to say about it. The worker's log says why.",
  // A time that is none may be what is wrong with it.
  at: (Number.isNaN(at.getTime()) ? new Date() : at).toISOString(),
  service: null,
  environment: null,
  release: null,
  actor: null,
  reason: null,
  changes: [],
  moreChanges: 0,
  path: subject.startsWith("dep_") ? `/deployments/${subject}` : "/",
  rollbackPath: null,
  entries: [],
});

/** Half of a character at the end could not be kept. */
const shortened = (text: string) =>
  text.length <= LONGEST_SENTENCE ? text : `${text.slice(0, LONGEST_SENTENCE - 1).toWellFormed()}…`;
