import "server-only";
import { and, asc, eq, lt, sql } from "drizzle-orm";

import { configurationEntries, configurationVersions, environments } from "@/db/schema";
import { getEnvironment, getServiceView, listEnvironments } from "@/lib/catalog";
import type { Context } from "@/lib/core/context";
import type { Page } from "@/lib/core/contract";
import { demand } from "@/lib/core/permit";

import type {
  ConfigurationHistoryEntry,
  ConfigurationVersionView,
  ListConfigurationVersions,
  VariableView,
} from "./contract";
import { dotenvLine } from "./dotenv";
import {
  changesBetween,
  hiddenIn,
  isOf,
  newestFirst,
  NOTHING_HIDDEN,
  readEntries,
  readSecretUntil,
  shownValue,
  versionColumns,
  type Place,
} from "./entries";

type Reader = Pick<Context, "actor" | "db">;

/** What is set now, by key; values only of what is not secret. */
export async function listVariables(ctx: Reader, serviceId: string): Promise<VariableView[]> {
  demand(ctx.actor, "read");
  const perPlace = await Promise.all(
    (await listEnvironments(ctx)).map(async ({ id, name }) => {
      const place = { serviceId, environmentId: id };
      const entries = await readEntries(ctx.db, (await findNewest(ctx.db, place))?.id);
      return [...entries.values()].map((entry) => ({
        key: entry.key,
        environment: name,
        secret: entry.isSecret,
        value: shownValue(entry, place, NOTHING_HIDDEN),
        updatedAt: entry.setAt.toISOString(),
      }));
    }),
  );
  // Stable: within a key the environments stay in order of promotion.
  return perPlace.flat().toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}

/** The versions of one environment, newest first, each with what it changed. Throws `not_found`. */
export async function listConfigurationVersions(
  ctx: Reader,
  input: ListConfigurationVersions,
): Promise<Page<ConfigurationHistoryEntry>> {
  demand(ctx.actor, "read");
  const environment = await getEnvironment(ctx, input.environment);
  const service = await getServiceView(ctx, input.serviceId);
  const place = { serviceId: service.id, environmentId: environment.id };
  const before = Number.parseInt(input.cursor ?? "", 10);
  const rows = await ctx.db
    .select({ ...versionColumns, variableCount: variableCount() })
    .from(configurationVersions)
    .where(and(...isOf(place), Number.isNaN(before) ? undefined : lt(configurationVersions.number, before)))
    .orderBy(newestFirst)
    .limit(input.limit + 1);
  const secretUntil = await readSecretUntil(ctx.db, place);
  const sets = await Promise.all(rows.map(({ id }) => readEntries(ctx.db, id)));
  const side = (index: number) => ({
    place,
    entries: sets[index] ?? new Map(),
    hidden: hiddenIn(secretUntil, rows[index]?.number ?? 0),
  });
  const items = rows.slice(0, input.limit).map((row, index) => ({
    ...versionView(row, environment.name),
    changes: changesBetween(side(index + 1), side(index)),
  }));
  return { items, nextCursor: rows.length > input.limit ? String(items.at(-1)?.number) : null };
}

/** A .env file of what is set now. Secrets are keys without a value, which an import leaves as they are. */
export async function exportVariables(
  ctx: Reader,
  input: { serviceId: string; environment: string },
): Promise<{ text: string; fileName: string }> {
  demand(ctx.actor, "read");
  const environment = await getEnvironment(ctx, input.environment);
  const service = await getServiceView(ctx, input.serviceId);
  const place = { serviceId: service.id, environmentId: environment.id };
  const version = await findNewest(ctx.db, place);
  const entries = await readEntries(ctx.db, version?.id);
  const lines = [...entries.values()].flatMap((entry) => {
    const value = shownValue(entry, place, NOTHING_HIDDEN);
    return value === null ? ["# secret, not exported", `${entry.key}=`] : [dotenvLine(entry.key, value)];
  });
  const head = `# ${service.name} in ${environment.name}, configuration ${version?.number ?? 0}`;
  return {
    text: `${[head, ...lines].join("\n")}\n`,
    fileName: `${service.name}-${environment.name}.env`,
  };
}

/** Which keys two environments of a service do not share, or hold with different values. */
export async function compareVariables(
  ctx: Reader,
  serviceId: string,
  fromId: string,
  toId: string,
): Promise<{ onlyInFrom: string[]; onlyInTo: string[]; differs: string[] }> {
  demand(ctx.actor, "read");
  const [from, to] = await Promise.all(
    [fromId, toId].map(async (environmentId) => {
      const place = { serviceId, environmentId };
      const entries = await readEntries(ctx.db, (await findNewest(ctx.db, place))?.id);
      return { place, entries, hidden: NOTHING_HIDDEN };
    }),
  );
  const changes = from && to ? changesBetween(from, to) : [];
  const keys = (wanted: string) => changes.filter(({ change }) => change === wanted).map(({ key }) => key);
  return { onlyInFrom: keys("removed"), onlyInTo: keys("added"), differs: keys("changed") };
}

/** The version that the next deployment gets; undefined where nothing was ever set or deployed. */
export async function findNewest(db: Pick<Context["db"], "select">, place: Place) {
  const [row] = await db
    .select({ ...versionColumns, variableCount: variableCount() })
    .from(configurationVersions)
    .where(and(...isOf(place)))
    .orderBy(newestFirst)
    .limit(1);
  return row;
}

const variableCount = () =>
  sql<number>`(select count(*)::int from ${configurationEntries} where ${configurationEntries.versionId} = ${configurationVersions.id})`;

type VersionRow = NonNullable<Awaited<ReturnType<typeof findNewest>>>;

export const versionView = (row: VersionRow, environment: string): ConfigurationVersionView => ({
  id: row.id,
  environment,
  number: row.number,
  origin: row.origin,
  reason: row.reason,
  createdByName: row.createdByName,
  createdAt: row.createdAt.toISOString(),
  variableCount: row.variableCount,
});

/** One version by its id, with the name of its environment. */
export async function findVersion(db: Pick<Context["db"], "select">, serviceId: string, id: string) {
  const [row] = await db
    .select({ ...versionColumns, variableCount: variableCount(), environment: environments.name })
    .from(configurationVersions)
    .innerJoin(environments, eq(environments.id, configurationVersions.environmentId))
    .where(and(eq(configurationVersions.id, id), eq(configurationVersions.serviceId, serviceId)))
    .orderBy(asc(configurationVersions.id));
  return row;
}
