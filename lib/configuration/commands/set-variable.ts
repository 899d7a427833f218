import "server-only";
import { getEnvironment, getServiceView } from "@/lib/catalog";
import type { Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { fingerprint, seal } from "@/lib/core/secret-box";

import { changeConfiguration } from "../change";
import type { SetVariable } from "../contract";
import { boundTo } from "../entries";
import { permitChange } from "../policy";

/** Sets, replaces or (without a value) removes one variable. Running processes keep what they started with. */
export async function setVariable(
  ctx: Context,
  input: SetVariable,
): Promise<{ key: string; version: number; changed: boolean }> {
  const environment = await getEnvironment(ctx, input.environment);
  const permit = permitChange(ctx.actor, "variable.set", environment);
  const service = await getServiceView(ctx, input.serviceId);
  const { key, value, secret } = input;
  const place = { serviceId: service.id, environmentId: environment.id };

  const changed = await changeConfiguration(ctx, permit, {
    service,
    environment,
    origin: "set",
    wish: (now) => {
      const known = now.get(key);
      const entries = new Map(now);
      if (value === undefined) {
        if (!known) throw new DomainError("not_found", `${key} is not set in ${environment.name}.`);
        entries.delete(key);
      } else {
        entries.set(key, {
          key,
          isSecret: secret ?? known?.isSecret ?? true,
          sealedValue: seal(value, boundTo(place, key)),
          valueHash: fingerprint(value),
          setAt: new Date(),
        });
      }
      return {
        entries,
        before: { key, set: known !== undefined },
        after: { key, set: value !== undefined },
      };
    },
  });
  return { key, ...changed };
}
