import "server-only";
import { sql } from "drizzle-orm";

import type { Tx } from "@/db/client";

/**
 * Writes down which commits have their first production traffic with this deployment: those of every release up to its
 * own that none has brought before it. A release that nobody deployed comes along with the next one. Called where traffic
 * is recorded as moved; repeating it, a rollback and an environment that is not production write nothing.
 */
export async function deliverCommits(tx: Tx, deploymentId: string): Promise<void> {
  await tx.execute(sql`
    insert into delivered_commits (service_id, sha, environment_id, deployment_id, release_number, authored_at,
      delivered_at, lead_seconds, waiting_seconds, is_first_of_deployment)
    select service_id, sha, environment_id, deployment_id, number, authored_at, switched_at,
      least(2147483647, greatest(0, extract(epoch from switched_at - authored_at)))::int, waiting_seconds, row_number() over (order by sha) = 1
    from (
      select distinct on (sha) deployment.service_id, listed ->> 'sha' as sha, deployment.environment_id,
        deployment.id as deployment_id, brought.number, (listed ->> 'authoredAt')::timestamptz as authored_at,
        deployment.switched_at,
        least(2147483647, greatest(0, extract(epoch from coalesce(deployment.started_at, deployment.switched_at) - brought.finished_at)))::int as waiting_seconds
      from deployments deployment
      join environments on environments.id = deployment.environment_id and environments.is_production
      join releases brought on brought.id = deployment.release_id
      join releases contained on contained.service_id = deployment.service_id and contained.status = 'ready'
        and contained.number <= brought.number
        and contained.number > coalesce((select max(release_number) from delivered_commits known where known.service_id = deployment.service_id), 0)
      -- The first release of a service lists no changes; its own commit is what it brings.
      cross join lateral jsonb_array_elements(
        case when jsonb_array_length(contained.changelog) > 0 then contained.changelog else jsonb_build_array(contained.commit) end) as listed
      where deployment.id = ${deploymentId} and deployment.kind <> 'rollback' and deployment.switched_at is not null
        and listed ->> 'sha' is not null and listed ->> 'authoredAt' ~ ${INSTANT}
        and not exists (select 1 from delivered_commits known where known.service_id = deployment.service_id and known.sha = listed ->> 'sha')
      order by sha, contained.number
    ) fresh
    on conflict do nothing`);
}

/** What git writes, before it is read as an instant: anything else must not end a deployment. */
const INSTANT = String.raw`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d`;
