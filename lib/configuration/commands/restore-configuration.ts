import "server-only";
import { and, eq } from "drizzle-orm";

import { configurationVersions } from "@/db/schema";
import { getEnvironment, getServiceView } from "@/lib/catalog";
import type { Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";

import { changeConfiguration } from "../change";
import type { ConfigurationChanged, RestoreConfiguration } from "../contract";
import { hiddenIn, isOf, readEntries, readSecretUntil } from "../entries";
import { permitChange } from "../policy";

/** Makes what an earlier version held the newest one again. Nothing that was written is taken away by it. */
export async function restoreConfiguration(
  ctx: Context,
  input: RestoreConfiguration,
): Promise<ConfigurationChanged> {
  const environment = await getEnvironment(ctx, input.environment);
  const permit = permitChange(ctx.actor, "configuration.restore", environment);
  const service = await getServiceView(ctx, input.serviceId);
  const place = { serviceId: service.id, environmentId: environment.id };

  return changeConfiguration(ctx, permit, {
    service,
    environment,
    origin: "restore",
    reason: input.reason || `Version ${input.version} again.`,
    wish: async (_now, tx) => {
      const [version] = await tx
        .select({ id: configurationVersions.id })
        .from(configurationVersions)
        .where(and(...isOf(place), eq(configurationVersions.number, input.version)));
      if (!version) {
        throw new DomainError(
          "not_found",
          `${service.name} has no version ${input.version} of its configuration in ${environment.name}.`,
        );
      }
      const restored = await readEntries(tx, version.id);
      // What became a secret since stays one, also when it was removed in between.
      const hidden = hiddenIn(await readSecretUntil(tx, place), input.version);
      const entries = new Map(
        [...restored].map(([key, entry]) => [
          key,
          { ...entry, isSecret: entry.isSecret || hidden.has(key), setAt: new Date() },
        ]),
      );
      return { entries, after: { restored: input.version, reason: input.reason } };
    },
  });
}
