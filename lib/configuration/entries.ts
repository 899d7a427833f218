import "server-only";
import { createHash } from "node:crypto";

import { and, desc, eq, max } from "drizzle-orm";

import { configurationEntries, configurationVersions } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { SealBroken, unseal } from "@/lib/core/secret-box";

import type { VariableChange } from "./contract";

export type Place = { serviceId: string; environmentId: string };
export type Entry = { key: string; isSecret: boolean; sealedValue: string; valueHash: string; setAt: Date };
export type Entries = ReadonlyMap<string, Entry>;
type Reader = Pick<Context["db"], "select">;

/** What a sealed value is bound to: not to its version, for the next one holds it as well. */
export const boundTo = ({ serviceId, environmentId }: Place, key: string) =>
  `${serviceId}/${environmentId}/${key}`;

/** The same formula as in the migration that made the first versions. */
export function digestOf(entries: Entries): string {
  const lines = [...entries.values()].map(({ key, valueHash }) => `${key}=${valueHash}`);
  return createHash("sha256").update(lines.toSorted().join("\n")).digest("hex");
}

/** @param versionId undefined for a place where nothing was ever set. */
export async function readEntries(db: Reader, versionId: string | undefined): Promise<Entries> {
  if (!versionId) return new Map();
  const rows = await db
    .select({
      key: configurationEntries.key,
      isSecret: configurationEntries.isSecret,
      sealedValue: configurationEntries.sealedValue,
      valueHash: configurationEntries.valueHash,
      setAt: configurationEntries.setAt,
    })
    .from(configurationEntries)
    .where(eq(configurationEntries.versionId, versionId))
    .orderBy(configurationEntries.key);
  return new Map(rows.map((row) => [row.key, row]));
}

export const versionColumns = {
  id: configurationVersions.id,
  serviceId: configurationVersions.serviceId,
  environmentId: configurationVersions.environmentId,
  number: configurationVersions.number,
  origin: configurationVersions.origin,
  reason: configurationVersions.reason,
  createdByName: configurationVersions.createdByName,
  createdAt: configurationVersions.createdAt,
};
export const isOf = (place: Place) => [
  eq(configurationVersions.serviceId, place.serviceId),
  eq(configurationVersions.environmentId, place.environmentId),
];
export const newestFirst = desc(configurationVersions.number);

/** Up to which version each key was a secret, for keys that ever were one. */
export async function readSecretUntil(db: Reader, place: Place): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .select({ key: configurationEntries.key, until: max(configurationVersions.number) })
    .from(configurationEntries)
    .innerJoin(configurationVersions, eq(configurationVersions.id, configurationEntries.versionId))
    .where(and(...isOf(place), configurationEntries.isSecret))
    .groupBy(configurationEntries.key);
  return new Map(rows.map(({ key, until }) => [key, until ?? 0]));
}

/**
 * What was marked as a secret later on than a version, also when it was removed since: whoever does that means the value,
 * which the versions before hold as well. Only writing the value again makes it readable.
 */
export const hiddenIn = (secretUntil: ReadonlyMap<string, number>, number: number): ReadonlySet<string> =>
  new Set([...secretUntil].flatMap(([key, until]) => (until > number ? [key] : [])));

/** Nothing is newer than the newest version. */
export const NOTHING_HIDDEN: ReadonlySet<string> = new Set();

/** The value of an entry that may be shown; null for a secret, and for what became one since. */
export function shownValue(
  entry: Entry | undefined,
  place: Place,
  hidden: ReadonlySet<string>,
): string | null {
  if (!entry || entry.isSecret || hidden.has(entry.key)) return null;
  try {
    return unseal(entry.sealedValue, boundTo(place, entry.key));
  } catch (error) {
    if (error instanceof SealBroken) return null; // a page that shows the rest is better than none
    throw error;
  }
}

export type ComparedSide = { place: Place; entries: Entries; hidden: ReadonlySet<string> };

/** By key; a value that is only secret on one side is not shown on the other one either. */
export function changesBetween(from: ComparedSide, to: ComparedSide): VariableChange[] {
  const keys = [...new Set([...from.entries.keys(), ...to.entries.keys()])].toSorted();
  return keys.flatMap((key) => {
    const [before, after] = [from.entries.get(key), to.entries.get(key)];
    if (before && after && before.valueHash === after.valueHash) return [];
    const isHidden =
      [before, after].some((one) => one?.isSecret) || from.hidden.has(key) || to.hidden.has(key);
    const shown = (entry: Entry | undefined, side: ComparedSide) =>
      isHidden ? null : shownValue(entry, side.place, side.hidden);
    return {
      key,
      change: !before ? ("added" as const) : !after ? ("removed" as const) : ("changed" as const),
      secret: isHidden,
      before: shown(before, from),
      after: shown(after, to),
    };
  });
}
