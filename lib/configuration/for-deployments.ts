import "server-only";
import { and } from "drizzle-orm";

import type { Tx } from "@/db/client";
import { configurationVersions } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { required } from "@/lib/core/errors";
import { demand } from "@/lib/core/permit";
import { fingerprint, unseal } from "@/lib/core/secret-box";

import type { ConfigurationProblem, VariableRule } from "./contract";
import {
  boundTo,
  digestOf,
  hiddenIn,
  isOf,
  newestFirst,
  readEntries,
  readSecretUntil,
  shownValue,
  type Place,
} from "./entries";
import { demandMachinery } from "./policy";
import { findNewest, findVersion } from "./queries";
import { problemsOf } from "./rules";

type Named = { service: { id: string; name: string }; environment: { id: string; name: string } };
const placeOf = ({ service, environment }: Named): Place => ({
  serviceId: service.id,
  environmentId: environment.id,
});

/**
 * The version that a deployment which is taken up now runs with. Where nothing was ever set that is an empty first
 * version, so that "it ran without any variable" differs from "nobody knows what it ran with".
 */
export async function pinConfiguration(ctx: Pick<Context, "actor">, tx: Tx, place: Place): Promise<string> {
  demandMachinery(ctx.actor);
  const newest = async () => {
    const [row] = await tx
      .select({ id: configurationVersions.id })
      .from(configurationVersions)
      .where(and(...isOf(place)))
      .orderBy(newestFirst)
      .limit(1);
    return row?.id;
  };
  const known = await newest();
  if (known) return known;
  // Somebody may set the first variable at the same moment; whoever comes second finds what the other one wrote.
  await tx
    .insert(configurationVersions)
    .values({
      ...place,
      number: 1,
      origin: "initial",
      digest: digestOf(new Map()),
      createdBy: "job:delivery",
      createdByName: "Slipway",
    })
    .onConflictDoNothing();
  return required(await newest(), "a first version");
}

/** What a process gets, and which of it is secret. */
export type PlainConfiguration = {
  versionId: string | undefined;
  values: Record<string, string>;
  secrets: string[];
};

/**
 * The plain values of a version, or without one of the newest: for the delivery engine, which starts processes with
 * them. Throws SealBroken.
 */
export async function readConfiguration(
  ctx: Pick<Context, "actor" | "db">,
  place: Place,
  versionId: string | undefined,
): Promise<PlainConfiguration> {
  demandMachinery(ctx.actor);
  const id = versionId ?? (await findNewest(ctx.db, place))?.id;
  const entries = [...(await readEntries(ctx.db, id)).values()];
  const plain = entries.map(({ key, isSecret, sealedValue }) => ({
    key,
    isSecret,
    value: unseal(sealedValue, boundTo(place, key)),
  }));
  return {
    versionId: id,
    values: Object.fromEntries(plain.map(({ key, value }) => [key, value])),
    secrets: plain.filter(({ isSecret }) => isSecret).map(({ value }) => value),
  };
}

/** Whether a variable has that value in a place by now, told by its keyed hash: nothing is unsealed for it. */
export async function hasValue(
  ctx: Pick<Context, "actor" | "db">,
  place: Place,
  key: string,
  value: string,
): Promise<boolean> {
  demandMachinery(ctx.actor);
  const entries = await readEntries(ctx.db, (await findNewest(ctx.db, place))?.id);
  return entries.get(key)?.valueHash === fingerprint(value);
}

/**
 * What would keep a release from running with a version, or without one with the newest, as far as a person may know:
 * whether a secret is set is checked, and never what it is, because rules come out of repositories and could ask
 * letter by letter. The engine checks the rest when it starts the release.
 */
export async function findConfigurationProblems(
  ctx: Pick<Context, "actor" | "db">,
  named: Named,
  rules: readonly VariableRule[],
  versionId?: string,
): Promise<ConfigurationProblem[]> {
  demand(ctx.actor, "read");
  if (rules.length === 0) return [];
  const place = placeOf(named);
  const version = versionId
    ? await findVersion(ctx.db, place.serviceId, versionId)
    : await findNewest(ctx.db, place);
  const entries = await readEntries(ctx.db, version?.id);
  const hidden = hiddenIn(await readSecretUntil(ctx.db, place), version?.number ?? 0);
  // That a secret is empty is no more than that it is missing.
  const empty = fingerprint("");
  const values = new Map(
    [...entries.values()].map((entry) => [
      entry.key,
      entry.valueHash === empty ? "" : shownValue(entry, place, hidden),
    ]),
  );
  return problemsOf(rules, values, { service: named.service.name, environment: named.environment.name });
}

/** The same with every value known, for the engine. */
export function judgeConfiguration(
  ctx: Pick<Context, "actor">,
  named: Named,
  rules: readonly VariableRule[],
  configuration: PlainConfiguration,
): ConfigurationProblem[] {
  demandMachinery(ctx.actor);
  const { service, environment } = named;
  return problemsOf(rules, new Map(Object.entries(configuration.values)), {
    service: service.name,
    environment: environment.name,
  });
}
