import type { DeliveryAccess } from "@/components/delivery/access";
import { can } from "@/lib/auth";
import type { EnvironmentView } from "@/lib/catalog/contract";
import type { Context } from "@/lib/core/context";

/** What the viewer may do, for the buttons; each request is decided again where it is carried out. */
export function deliveryAccess(
  { actor }: Pick<Context, "actor">,
  environments: readonly EnvironmentView[],
): DeliveryAccess {
  return {
    mayBuild: can(actor, "release.build"),
    mayQuarantine: can(actor, "release.quarantine"),
    mayLiftQuarantine: can(actor, "gate.override"),
    deployTo: environments
      .filter(({ deployRole }) => can(actor, "deployment.create", { leastRole: deployRole }))
      .map(({ name }) => name),
    deployRoles: Object.fromEntries(environments.map(({ name, deployRole }) => [name, deployRole])),
  };
}
