import { can } from "@/lib/auth/permissions";
import type { Actor } from "@/lib/core/context";
import { grant, type Permit } from "@/lib/core/permit";

const REFUSAL = "Only operators may read the audit trail. An administrator can give the role.";

export const canReadAudit = (actor: Actor): boolean => can(actor, "audit.read");

/** For a read, which needs no permit: throws `unauthenticated` or `forbidden`. */
export const demandAudit = (actor: Actor): void =>
  void grant(actor, "audit.read", canReadAudit(actor), REFUSAL);

export const permitAuditExport = (actor: Actor): Permit =>
  grant(actor, "audit.export", can(actor, "audit.export"), REFUSAL);
