import "server-only";
import { getEnvironment, getServiceView } from "@/lib/catalog";
import type { Context } from "@/lib/core/context";
import { mutate } from "@/lib/core/mutate";
import { demand, permit } from "@/lib/core/permit";

import { type IntakeKeyView, MakeIntakeKey } from "../contract";
import { addressesOf } from "../keys/addresses";
import { ensureKey, revokeKey } from "../keys/intake-key";

/**
 * What processes of a service in one environment need to send telemetry. The same answer each time, until it is rotated.
 * Being shown the key is written down like a change: it is a secret, although one that can only write.
 */
export async function makeIntakeKey(ctx: Context, input: MakeIntakeKey): Promise<IntakeKeyView> {
  demand(ctx.actor, "service.key");
  const { serviceId, environment: name, rotate } = MakeIntakeKey.parse(input);
  const environment = await getEnvironment(ctx, name);
  const may = permit(ctx.actor, "service.key", {
    leastRole: environment.deployRole,
    action: rotate ? "service.rotate_key" : "service.show_key",
  });
  const service = await getServiceView(ctx, serviceId);
  const place = { serviceId: service.id, environmentId: environment.id };
  return mutate(ctx, may, async (tx) => {
    if (rotate) await revokeKey(tx, place);
    const key = await ensureKey(tx, place);
    return {
      result: addressesOf(key),
      subject: service.id,
      subjectName: service.name,
      after: { environment: environment.name, key: key.number },
    };
  });
}
