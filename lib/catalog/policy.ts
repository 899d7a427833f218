import type { AuditAction, Role } from "@/db/enums";
import { can } from "@/lib/auth/permissions";
import type { Actor } from "@/lib/core/context";
import { grant } from "@/lib/core/permit";

export const permitCreateService = (actor: Actor) =>
  grant(actor, "service.create", can(actor, "service.create"), "Only developers may add services.");

/** @param action the audit trail's word for what is changed. */
export const permitEditService = (actor: Actor, action: AuditAction = "service.edit") =>
  grant(actor, action, can(actor, "service.edit"), "Only developers may change services.");

/** @param place the strictest one that the service runs in, for archiving stops it there. */
export const permitArchiveService = (actor: Actor, place?: { name: string; deployRole: Role }) =>
  grant(
    actor,
    "service.archive",
    can(actor, "service.archive", place && { leastRole: place.deployRole }),
    place
      ? `Only ${place.deployRole}s may stop what runs in ${place.name}.`
      : "Only operators may archive services.",
  );

export const permitEditEnvironment = (actor: Actor, action: "environment.create" | "environment.edit") =>
  grant(actor, action, can(actor, "environment.edit"), "Only administrators may change environments.");
