import "server-only";
import { eq } from "drizzle-orm";

import type { Tx } from "@/db/client";
import { dashboards } from "@/db/schema";
import { DomainError } from "@/lib/core/errors";

import { findBuiltIn } from "../built-in";

/** The dashboard as it is stored, whether it can be read or not. Throws `not_found`, and `conflict` for a built-in one. */
export async function lockDashboard(tx: Tx, id: string) {
  if (findBuiltIn(id))
    throw new DomainError(
      "conflict",
      "This dashboard comes with Slipway and stays as it is. Clone it, and change the clone.",
    );
  const [row] = await tx
    .select({
      name: dashboards.name,
      definition: dashboards.definition,
      version: dashboards.version,
      updatedByName: dashboards.updatedByName,
    })
    .from(dashboards)
    .where(eq(dashboards.id, id))
    .for("update");
  if (!row) throw new DomainError("not_found", `There is no dashboard "${id}".`);
  return row;
}
