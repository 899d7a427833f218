import type { Actor } from "@/lib/core/context";
import { permit } from "@/lib/core/permit";

/** Dashboards belong to everybody: whoever may change one may change all of them, and the trail says who did. */
export const permitEdit = (actor: Actor, verb: "create" | "save" | "delete") =>
  permit(actor, "dashboard.edit", { action: `dashboard.${verb}` });
