import { can, PERMISSIONS } from "@/lib/auth";
import type { Context } from "@/lib/core/context";

/** Why the viewer may not change dashboards; undefined when they may. */
export function whyNotEdit({ actor }: Pick<Context, "actor">): string | undefined {
  if (can(actor, "dashboard.edit")) return undefined;
  return `To change dashboards needs the role ${PERMISSIONS["dashboard.edit"].leastRole}. An administrator can change yours.`;
}
