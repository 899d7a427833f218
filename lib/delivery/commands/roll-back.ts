import "server-only";
import { getEnvironment, getServiceView } from "@/lib/catalog";
import type { Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { mutate } from "@/lib/core/mutate";
import { quarantine } from "@/lib/gates";

import type { RollBack } from "../contract";
import { permitRollback } from "../policy";
import { listRollbackCandidates } from "../queries/rollback-candidates";
import { requestDeployment } from "./request-deployment";

/**
 * Queues an earlier release, by default the last known good one, with the configuration it served with unless the current
 * one is asked for. It goes before everything that waits, and what is under way there is asked to stop. Throws `conflict`
 * when there is nothing to go back to, and when the database has changed too much for it and nobody accepted that.
 */
export async function rollBack(
  ctx: Context,
  input: RollBack,
): Promise<{ id: string; deploymentId: string; status: "queued" | "waiting" }> {
  const environment = await getEnvironment(ctx, input.environment);
  const permit = permitRollback(ctx.actor, environment);
  const service = await getServiceView(ctx, input.serviceId);

  const { current, candidates } = await listRollbackCandidates(ctx, service, environment);
  const good = candidates.find(({ lastKnownGood }) => lastKnownGood);
  // What is newer somebody has taken away: automation does not bring it back.
  const goesForward = ctx.actor.type === "job" && (good?.release.number ?? 0) > (current?.number ?? 0);
  const chosen = input.releaseId
    ? candidates.find(({ release }) => release.id === input.releaseId)
    : goesForward
      ? undefined
      : good;
  if (!chosen) {
    throw new DomainError(
      "conflict",
      input.releaseId
        ? `${service.name} never served that release in ${environment.name}, so this would not be a rollback.`
        : `${service.name} has no earlier good release in ${environment.name} to go back to.`,
    );
  }
  if (!chosen.eligible)
    throw new DomainError("conflict", chosen.whyNot ?? "This release cannot be restored.");

  // Nobody knows what ran before configurations had versions; the newest one is the best that can be had then.
  const restored = input.configuration === "current" ? null : chosen.configuration;
  return mutate(ctx, permit, async (tx) => {
    const { id, status, releaseName, judged, consequences } = await requestDeployment(tx, {
      service,
      environment,
      releaseId: chosen.release.id,
      // What is put in quarantine, and what the trail names, is what it takes back.
      expectedReleaseId:
        input.expectedReleaseId === undefined ? (current?.id ?? null) : input.expectedReleaseId,
      kind: "rollback",
      configurationVersionId: restored?.versionId,
      override: input.override,
      acceptUnsafe: input.acceptUnsafe,
      reason: input.reason,
      actor: ctx.actor,
    });
    // One gesture: whoever goes back and says that the release is bad says it to everybody.
    const quarantined =
      input.quarantine && current
        ? await quarantine(
            tx,
            { ...current, serviceId: service.id, serviceName: service.name },
            { actor: ctx.actor, reason: input.reason },
          )
        : [];
    return {
      result: { id, deploymentId: id, status },
      subject: id,
      subjectName: `${service.name} to ${releaseName} in ${environment.name}`,
      before: { releaseId: current?.id ?? null },
      after: {
        releaseId: chosen.release.id,
        environment: environment.name,
        configuration: restored?.number ?? "current",
        migrations: judged?.verdict,
        ...(judged?.verdict === "unsafe" && { acceptedUnsafe: judged.reasons }),
        reason: input.reason,
        override: input.override,
        quarantine: quarantined.length > 0 && current ? current.id : undefined,
      },
      ...consequences,
      events: [...(consequences.events ?? []), ...quarantined],
    };
  });
}
