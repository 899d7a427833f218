import type { Actor } from "@/lib/core/context";
import { permit } from "@/lib/core/permit";

export const permitRemoveMonitor = (actor: Actor) =>
  permit(actor, "error.edit", { action: "cron_monitor.removed" });
