import "server-only";
import { and, eq } from "drizzle-orm";

import type { Tx } from "@/db/client";
import type { MigrationVerdictWord, ReleaseSetKind } from "@/db/enums";
import { releaseSetMembers, releaseSets } from "@/db/schema";
import { getEnvironment, getServiceView } from "@/lib/catalog";
import type { Context, JobActor, TokenActor, UserActor } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { advance, mutate } from "@/lib/core/mutate";

import { requestDeployment } from "../commands/request-deployment";
import { isWorseThan, type Judgement } from "../migrations/verdict";
import { permitPromotion, permitRollback } from "../policy";

export type SetTurn = {
  id: string;
  kind: ReleaseSetKind;
  reason: string;
  environmentId: string;
  fromEnvironmentId: string | undefined;
};

/**
 * Requests the deployment of one member, in the name of the person who asked for the set, as they would by themselves:
 * the same gates, the same audit entry. A refusal is kept as the trouble of the member. Whoever comes second does nothing.
 */
export async function requestMember(
  job: Context<JobActor>,
  actor: UserActor | TokenActor,
  set: SetTurn,
  serviceId: string,
): Promise<void> {
  const ctx: Context = { ...job, actor };
  try {
    const environment = await getEnvironment(ctx, set.environmentId);
    const permit = (set.kind === "promote" ? permitPromotion : permitRollback)(actor, environment);
    const service = await getServiceView(ctx, serviceId);
    await mutate(ctx, permit, async (tx) => {
      const member = await lockPending(tx, set.id, serviceId);
      const { id, releaseName, judged, consequences } = await requestDeployment(tx, {
        service,
        environment,
        releaseId: member.releaseId,
        expectedReleaseId: member.expectedReleaseId,
        kind: set.kind,
        reason: set.reason,
        ...(set.fromEnvironmentId && { fromEnvironmentId: set.fromEnvironmentId }),
        configurationVersionId: member.configurationVersionId ?? undefined,
        actor,
      });
      refuseWorse(member.agreedVerdict, judged);
      await tx
        .update(releaseSetMembers)
        .set({ status: "requested", deploymentId: id })
        .where(isMember(set.id, serviceId));
      return {
        result: undefined,
        subject: id,
        subjectName: `${service.name} ${releaseName} in ${environment.name}`,
        before: { releaseId: member.expectedReleaseId },
        after: { releaseId: member.releaseId, environment: environment.name, releaseSet: set.id },
        ...consequences,
      };
    });
  } catch (error) {
    if (error instanceof Overtaken) return;
    if (!(error instanceof DomainError)) throw error;
    await refuse(job, set.id, serviceId, error.message);
  }
}

/**
 * A database may have moved on since the set was asked for, and what takes back more than was agreed to then is asked for
 * anew. Null was agreed to before verdicts were kept.
 */
function refuseWorse(agreed: MigrationVerdictWord | null, judged: Judgement | undefined): void {
  if (!judged || agreed === null || !isWorseThan(agreed, judged.verdict)) return;
  throw new DomainError(
    "conflict",
    `Its database has changed since the rollback was asked for, and going back would take migrations back. ${judged.reasons.join(" ")} Roll it back by itself if you agree to that.`,
  );
}

/** Another worker has requested it, or somebody has stopped the set. */
class Overtaken extends Error {
  override name = "Overtaken";
}

async function lockPending(tx: Tx, setId: string, serviceId: string) {
  const [set] = await tx
    .select({ status: releaseSets.status })
    .from(releaseSets)
    .where(eq(releaseSets.id, setId))
    .for("update");
  const [row] = await tx
    .select({
      deploymentId: releaseSetMembers.deploymentId,
      releaseId: releaseSetMembers.releaseId,
      expectedReleaseId: releaseSetMembers.expectedReleaseId,
      configurationVersionId: releaseSetMembers.configurationVersionId,
      agreedVerdict: releaseSetMembers.agreedVerdict,
    })
    .from(releaseSetMembers)
    .where(and(isMember(setId, serviceId), eq(releaseSetMembers.status, "pending")));
  if (set?.status !== "running" || !row) throw new Overtaken("It is not its turn any more.");
  const { deploymentId, ...member } = row;
  // Another try of what its first one brought: that has to serve still.
  return deploymentId === null ? member : { ...member, expectedReleaseId: member.releaseId };
}

/** What a command refused is a fact about the set; the refused command itself has left nothing behind. */
const refuse = (job: Context<JobActor>, setId: string, serviceId: string, trouble: string) =>
  advance(job, async (tx) => {
    await tx
      .update(releaseSetMembers)
      .set({ status: "failed", trouble })
      .where(and(isMember(setId, serviceId), eq(releaseSetMembers.status, "pending")));
    return { result: undefined };
  });

const isMember = (setId: string, serviceId: string) =>
  and(eq(releaseSetMembers.setId, setId), eq(releaseSetMembers.serviceId, serviceId));
