import "server-only";
import { sql } from "drizzle-orm";

import type { Tx } from "@/db/client";

import type { IntakePlace, ResourceRecord } from "../contract";
import { BoundedCache } from "./bounded-cache";
import { sourceIds } from "./dictionaries";

const MOST_CACHED = 20_000;
const KEPT_MS = 60_000;
/** A release that is not known may be built a moment later. */
const UNKNOWN_KEPT_MS = 5_000;
const MOST_HINT_CHARS = 200;

type Asked = { place: IntakePlace; resource: Pick<ResourceRecord, "release" | "region"> };

const cached = new BoundedCache<number>(MOST_CACHED, KEPT_MS);
const keyOf = ({ place, resource }: Asked) =>
  JSON.stringify([place.serviceId, place.environmentId, hint(resource.region), hint(resource.release)]);

/**
 * The number of the source that each of them speaks for: service and environment by the key, the region by its name or
 * the environment's first one, the release by what the process says of itself, as long as that is one of its service.
 */
export async function resolveSources(
  tx: Tx,
  asked: readonly Asked[],
): Promise<(one: Asked) => number | undefined> {
  const found = new Map<string, number>();
  const missing = new Map<string, Asked>();
  for (const one of asked) {
    const key = keyOf(one);
    if (found.has(key) || missing.has(key)) continue;
    const id = cached.get(key);
    if (id === undefined) missing.set(key, one);
    else found.set(key, id);
  }
  if (missing.size > 0) {
    const places = await placesOf(tx, [...missing.values()]);
    const wanted = [...missing].flatMap(([key, one], index) => {
      const { regionId = null, releaseId = null } = places[index] ?? {};
      const { serviceId, environmentId } = one.place;
      return regionId === null
        ? []
        : [{ key, isGuess: releaseId === null, source: { serviceId, environmentId, regionId, releaseId } }];
    });
    const { idOf, isCommitted } = await sourceIds(
      tx,
      wanted.map(({ source }) => source),
    );
    for (const { key, isGuess, source } of wanted) {
      const id = idOf(source);
      if (id === undefined) continue;
      found.set(key, id);
      if (isCommitted(source)) cached.set(key, id, isGuess ? UNKNOWN_KEPT_MS : KEPT_MS);
    }
  }
  return (one) => found.get(keyOf(one));
}

/** Region and release of each, in the order in which they were asked for. */
async function placesOf(
  tx: Tx,
  asked: readonly Asked[],
): Promise<{ regionId: string | null; releaseId: string | null }[]> {
  const rows = JSON.stringify(
    asked.map(({ place, resource }) => ({
      s: place.serviceId,
      e: place.environmentId,
      g: hint(resource.region),
      r: hint(resource.release),
    })),
  );
  return tx.execute<{ regionId: string | null; releaseId: string | null }>(sql`
    select
      (select id from regions where environment_id = asked ->> 'e'
        order by name = asked ->> 'g' desc, position limit 1) as "regionId",
      (select id from releases, (select asked ->> 'r' as r) as hint where service_id = asked ->> 's' and (
          id = r or version = r or commit_sha = r or number::text = r
          or (r ~ '^[0-9a-f]{7,40}$' and starts_with(commit_sha, r)))
        order by id = r desc, version is not distinct from r desc,
          commit_sha is not null and starts_with(commit_sha, r) desc, number desc
        limit 1) as "releaseId"
    from json_array_elements(${rows}::json) with ordinality as all_asked(asked, place)
    order by place`);
}

/** What Sentry calls `service@1.2.3` is 1.2.3 here. */
function hint(text: string | undefined): string {
  const whole = (text ?? "").slice(0, MOST_HINT_CHARS).toWellFormed().replaceAll("\u0000", "");
  return whole.slice(whole.lastIndexOf("@") + 1).trim();
}
