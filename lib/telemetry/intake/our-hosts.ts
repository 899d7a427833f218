import "server-only";
import { sql } from "drizzle-orm";

import type { Tx } from "@/db/client";

const KEPT_MS = 30_000;
let kept: { until: number; byLabel: ReadonlyMap<string, string> } | undefined;

/**
 * Which of our services answers at a host: the gateway goes by the first label of `<service>-<environment>.localhost`,
 * with `-<region>` for any region but the first. Other hosts belong to nobody here.
 */
export async function readOurHosts(tx: Tx): Promise<(host: string) => string | undefined> {
  if (!kept || kept.until < Date.now()) {
    const rows = await tx.execute<{ label: string; name: string }>(sql`
      select services.name || '-' || environments.name || case when regions.position > 0 then '-' || regions.name else '' end as label,
        services.name
      from placements
      join services on services.id = placements.service_id and services.archived_at is null
      join environments on environments.id = placements.environment_id
      join regions on regions.id = placements.region_id`);
    kept = { until: Date.now() + KEPT_MS, byLabel: new Map(rows.map(({ label, name }) => [label, name])) };
  }
  const { byLabel } = kept;
  return (host) => {
    const [label = "", ...rest] = host.split(".");
    return rest.at(-1) === "localhost" ? byLabel.get(label) : undefined;
  };
}
