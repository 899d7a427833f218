import "server-only";
import { and, eq, isNull } from "drizzle-orm";

import type { Tx } from "@/db/client";
import type { ConfigurationOrigin } from "@/db/enums";
import { configurationEntries, configurationVersions, services } from "@/db/schema";
import type { EnvironmentView, ServiceView } from "@/lib/catalog/contract";
import { actorKey, actorName, type Context } from "@/lib/core/context";
import { DomainError, required } from "@/lib/core/errors";
import { mutate } from "@/lib/core/mutate";
import type { Permit } from "@/lib/core/permit";
import { violates } from "@/lib/core/postgres-error";

import { topics, type ConfigurationChanged } from "./contract";
import { digestOf, isOf, newestFirst, readEntries, type Entries, type Entry, type Place } from "./entries";

/** The wished set, and what the trail shall say about the change: keys, never values. */
type Wish = { entries: Entries; before?: Record<string, unknown>; after?: Record<string, unknown> };

type Change = {
  service: ServiceView;
  environment: EnvironmentView;
  origin: ConfigurationOrigin;
  reason?: string;
  /** Refused when another version is the newest by now; 0 for none. */
  expectedVersion?: number | undefined;
  wish: (now: Entries, tx: Tx) => Wish | Promise<Wish>;
};

const TRIES = 3;
/** A version holds all of them again, and so does the environment of a process. */
const MAXIMUM_VARIABLES = 1_000;

/**
 * The one way in which a configuration changes: reads the newest version, asks for the wished set, and writes it under
 * the next number. The unique index decides who gets a number, and whoever did not looks again at what is set by then.
 */
export async function changeConfiguration(
  ctx: Context,
  permit: Permit,
  change: Change,
): Promise<ConfigurationChanged> {
  for (let triesLeft = TRIES; ; triesLeft -= 1) {
    try {
      // oxlint-disable-next-line no-await-in-loop -- another try begins where this one failed
      return await attempt(ctx, permit, change);
    } catch (error) {
      if (!violates(error, "configuration_versions_number_idx")) throw error;
      if (triesLeft === 1) throw new DomainError("conflict", movedOn(change.environment), { cause: error });
    }
  }
}

const movedOn = ({ name }: EnvironmentView) =>
  `The configuration of ${name} was changed in the meantime. Look at it again.`;

const attempt = (
  ctx: Context,
  permit: Permit,
  { service, environment, origin, reason = "", expectedVersion, wish }: Change,
) =>
  mutate(ctx, permit, async (tx) => {
    await holdService(tx, service);
    const place: Place = { serviceId: service.id, environmentId: environment.id };
    const [newest] = await tx
      .select({ id: configurationVersions.id, number: configurationVersions.number })
      .from(configurationVersions)
      .where(and(...isOf(place)))
      .orderBy(newestFirst)
      .limit(1);
    const number = newest?.number ?? 0;
    if (expectedVersion !== undefined && expectedVersion !== number) {
      throw new DomainError("conflict", movedOn(environment));
    }
    const now = await readEntries(tx, newest?.id);
    const { entries, before, after } = await wish(now, tx);
    // Only what grows is refused: whoever has too many already may still remove and change some.
    if (entries.size > MAXIMUM_VARIABLES && entries.size > now.size)
      throw new DomainError(
        "conflict",
        `A service has at most ${MAXIMUM_VARIABLES} variables in an environment.`,
      );
    const changed = !isSame(now, entries);
    if (changed) {
      const author = { createdBy: actorKey(ctx.actor), createdByName: actorName(ctx.actor) };
      await insertVersion(tx, place, { number: number + 1, origin, reason, ...author }, now, entries);
    }
    const version = changed ? number + 1 : number;
    return {
      result: { version, changed },
      subject: service.id,
      subjectName: service.name,
      before: { environment: environment.name, ...before, version: number },
      after: { environment: environment.name, ...after, version },
      // Boards and plans say whether what runs is still what is configured.
      topics: changed ? [topics.configuration(service.id), `service:${service.id}`, "delivery"] : [],
    };
  });

/** One change of a service at a time, which spares most of them a second try; an archived service is not there. */
async function holdService(tx: Tx, { id, name }: ServiceView) {
  const [row] = await tx
    .select({ id: services.id })
    .from(services)
    .where(and(eq(services.id, id), isNull(services.archivedAt)))
    .for("no key update");
  if (!row) throw new DomainError("not_found", `There is no service "${name}".`);
}

const isSame = (now: Entries, wished: Entries) =>
  now.size === wished.size && [...wished.values()].every((entry) => isUnchanged(now, entry));

function isUnchanged(now: Entries, { key, valueHash, isSecret }: Entry) {
  const known = now.get(key);
  return known?.valueHash === valueHash && known.isSecret === isSecret;
}

async function insertVersion(
  tx: Tx,
  place: Place,
  version: Omit<typeof configurationVersions.$inferInsert, "digest" | keyof Place>,
  now: Entries,
  entries: Entries,
): Promise<void> {
  const [row] = await tx
    .insert(configurationVersions)
    .values({ ...place, ...version, digest: digestOf(entries) })
    .returning({ id: configurationVersions.id });
  const { id } = required(row, "the new version");
  const kept = (entry: Entry) => (isUnchanged(now, entry) ? now.get(entry.key) : undefined);
  const rows = [...entries.values()].map((entry) => ({ versionId: id, ...(kept(entry) ?? entry) }));
  if (rows.length > 0) await tx.insert(configurationEntries).values(rows);
}
