import "server-only";
import type { Tx } from "@/db/client";
import type { DeploymentKind } from "@/db/enums";
import type { Actor } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";

import type { Judgement } from "../migrations/verdict";
import { judgeRollbacks } from "../queries/migration-verdict";

type Request = {
  service: { id: string };
  environment: { id: string; name: string };
  kind: DeploymentKind;
  acceptUnsafe?: boolean | undefined;
  actor: Actor;
};

/**
 * Whether a rollback goes together with the database as it is, under the lock of the place. Throws `conflict` for one
 * that is unsafe and was not accepted, and where automation would take migrations back. Undefined for other kinds.
 */
export async function judgeDatabase(
  tx: Tx,
  { service, environment, kind, acceptUnsafe, actor }: Request,
  servingId: string | null,
  release: { id: string; number: number },
): Promise<Judgement | undefined> {
  if (kind !== "rollback") return undefined;
  const place = { serviceId: service.id, environmentId: environment.id };
  const [judged] = await judgeRollbacks({ db: tx }, place, servingId, [release.id]);
  if (!judged) return undefined;
  const reasons = judged.reasons.join(" ");
  if (judged.verdict === "unsafe" && !acceptUnsafe) {
    throw new DomainError(
      "conflict",
      `#${release.number} may not work with the database of ${environment.name} as it is now. ${reasons} Keep what serves and roll forward, or accept it (acceptUnsafe).`,
    );
  }
  if (judged.verdict === "safe_with_down" && actor.type === "job") {
    throw new DomainError(
      "conflict",
      `Going back to #${release.number} takes migrations back, which only a person decides. ${reasons}`,
    );
  }
  return judged;
}
