import "server-only";
import type { Context } from "@/lib/core/context";

import { SOURCE_KEYS } from "../contract";
import type { Labelled } from "./members";
import type { MetricName, MetricsQuestion } from "./metrics-store";
import { readSourceLabels } from "./source-labels";

const KEYS = [...SOURCE_KEYS];

/** What the target sees of the processes of a release, as metrics. Memory is that of the largest instance. */
export const INSTANCE_METRICS: readonly MetricName[] = [
  { name: "instance.cpu", type: "level", unit: "1", keys: KEYS },
  { name: "instance.memory", type: "level", unit: "By", keys: KEYS },
  { name: "instance.restarts", type: "counter", unit: "{restart}", keys: KEYS },
];

/** Every source that a question may be about. */
export async function readInstanceRows(
  ctx: Context,
  { matchers }: Pick<MetricsQuestion, "matchers">,
): Promise<Labelled<number>[]> {
  const sources = await readSourceLabels(ctx, matchers);
  return sources.map(({ id, labels }) => ({ key: id, labels, bounds: null }));
}
