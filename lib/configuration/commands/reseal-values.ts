import "server-only";
import { and, asc, eq, gt } from "drizzle-orm";

import type { Tx } from "@/db/client";
import { configurationEntries, configurationVersions, services } from "@/db/schema";
import type { Context, JobActor } from "@/lib/core/context";
import { mutate } from "@/lib/core/mutate";
import { reseal, SealBroken } from "@/lib/core/secret-box";

import { boundTo, digestOf, readEntries } from "../entries";
import { permitReseal } from "../policy";

export type Resealed = { resealed: number; lost: number };

/**
 * Seals with the secret of today what was sealed with the previous one, version by version, and the hashes with it.
 * May be killed and repeated: what is done is done. What neither secret opens is counted and left alone.
 */
export async function resealValues(ctx: Context<JobActor>): Promise<Resealed> {
  permitReseal(ctx.actor);
  const total: Resealed = { resealed: 0, lost: 0 };
  // Ids grow with time, so a version that is written meanwhile from an old one comes later and is met as well.
  for (let after = ""; ;) {
    // oxlint-disable-next-line no-await-in-loop -- each version commits by itself
    const next = await resealNext(ctx, after);
    if (!next) return total;
    total.resealed += next.resealed;
    total.lost += next.lost;
    after = next.id;
  }
}

async function resealNext(
  ctx: Context<JobActor>,
  after: string,
): Promise<({ id: string } & Resealed) | undefined> {
  const [version] = await ctx.db
    .select({
      id: configurationVersions.id,
      number: configurationVersions.number,
      serviceId: configurationVersions.serviceId,
      environmentId: configurationVersions.environmentId,
    })
    .from(configurationVersions)
    .where(gt(configurationVersions.id, after))
    .orderBy(asc(configurationVersions.id))
    .limit(1);
  if (!version) return undefined;
  const probe = await count(ctx, version);
  if (probe.resealed === 0) return { id: version.id, ...probe };
  return mutate(ctx, permitReseal(ctx.actor), async (tx) => {
    // Nobody copies an old seal into a new version at the same moment.
    await tx
      .select({ id: services.id })
      .from(services)
      .where(eq(services.id, version.serviceId))
      .for("no key update");
    const result = await resealVersion(tx, version);
    return {
      result: { id: version.id, ...result },
      subject: version.serviceId,
      after: { version: version.number, resealed: result.resealed, lost: result.lost },
    };
  });
}

type Version = { id: string; serviceId: string; environmentId: string };

async function count({ db }: Context, version: Version): Promise<Resealed> {
  const found = [...(await readEntries(db, version.id)).values()].map((entry) =>
    tryReseal(entry.sealedValue, boundTo(version, entry.key)),
  );
  return {
    resealed: found.filter((one) => typeof one === "object").length,
    lost: found.filter((one) => one === "lost").length,
  };
}

async function resealVersion(tx: Tx, version: Version): Promise<Resealed> {
  const entries = new Map(await readEntries(tx, version.id));
  const result: Resealed = { resealed: 0, lost: 0 };
  for (const [key, entry] of entries) {
    const anew = tryReseal(entry.sealedValue, boundTo(version, key));
    if (anew === "lost") result.lost += 1;
    if (typeof anew !== "object") continue;
    entries.set(key, { ...entry, ...anew });
    result.resealed += 1;
    // oxlint-disable-next-line no-await-in-loop -- one transaction, one connection
    await tx
      .update(configurationEntries)
      .set(anew)
      .where(and(eq(configurationEntries.versionId, version.id), eq(configurationEntries.key, key)));
  }
  await tx
    .update(configurationVersions)
    .set({ digest: digestOf(entries) })
    .where(eq(configurationVersions.id, version.id));
  return result;
}

function tryReseal(sealed: string, place: string) {
  try {
    return reseal(sealed, place);
  } catch (error) {
    if (error instanceof SealBroken) return "lost" as const;
    throw error;
  }
}
