import "server-only";
import { createHash } from "node:crypto";

import { desc, eq } from "drizzle-orm";

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

/**
 * The value of an entry that may be shown. What is secret today is not shown from the past either: somebody who marks a
 * variable as a secret means its value, which the versions before hold as well.
 */
export function shownValue(entry: Entry | undefined, place: Place, newest: Entries): string | null {
  if (!entry || entry.isSecret || newest.get(entry.key)?.isSecret) return null;
  try {
    return unseal(entry.sealedValue, boundTo(place, entry.key));
  } catch (error) {
    if (error instanceof SealBroken) return null; // a page that shows the rest is better than none
    throw error;
  }
}

export type ComparedSide = { place: Place; entries: Entries; newest: Entries };

/** By key; a value that is only secret on one side is not shown on the other one either. */
export function changesBetween(from: ComparedSide, to: ComparedSide): VariableChange[] {
  const keys = [...new Set([...from.entries.keys(), ...to.entries.keys()])].toSorted();
  return keys.flatMap((key) => {
    const [before, after] = [from.entries.get(key), to.entries.get(key)];
    if (before && after && before.valueHash === after.valueHash) return [];
    const isHidden = [before, after, from.newest.get(key), to.newest.get(key)].some((one) => one?.isSecret);
    const shown = (entry: Entry | undefined, side: ComparedSide) =>
      isHidden ? null : shownValue(entry, side.place, side.newest);
    return {
      key,
      change: !before ? ("added" as const) : !after ? ("removed" as const) : ("changed" as const),
      secret: isHidden,
      before: shown(before, from),
      after: shown(after, to),
    };
  });
}
