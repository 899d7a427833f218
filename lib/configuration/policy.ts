import type { Role } from "@/db/enums";
import { can } from "@/lib/auth/permissions";
import type { Actor } from "@/lib/core/context";
import { grant } from "@/lib/core/permit";

export const permitChange = (
  actor: Actor,
  action: "variable.set" | "configuration.import" | "configuration.restore",
  environment: { name: string; deployRole: Role },
) =>
  grant(
    actor,
    action,
    can(actor, "variable.write", { leastRole: environment.deployRole }),
    `Only ${environment.deployRole}s may change variables in ${environment.name}.`,
  );

/** For what needs no permit: nobody but the machinery, which starts the processes, sees the value of a secret. */
export const demandMachinery = (actor: Actor): void =>
  void grant(actor, "variable.read", actor.type === "job", "Values of secrets never leave the server.");

export const permitReseal = (actor: Actor) =>
  grant(actor, "configuration.reseal", actor.type === "job", "Slipway itself does this when it starts.");
