import type { Signal } from "@/db/enums";

import type { Drop } from "../contract/batch";
import { isRecord, type Json, listOf, wholeOf } from "./lenient";

const MOST_ENTRIES = 100;
const LISTS = ["discarded_events", "rate_limited_events", "filtered_events", "filtered_sampling_events"];

/** What the sender itself threw away: that is how somebody learns that a limit or a sampler hides something. */
export const readClientReport = (payload: Json): Drop[] =>
  LISTS.flatMap((list) =>
    listOf(payload[list])
      .filter(isRecord)
      .slice(0, MOST_ENTRIES)
      .flatMap((entry) => {
        const items = Math.min(wholeOf(entry["quantity"]) ?? 0, 1_000_000_000);
        return items === 0 ? [] : [{ signal: signalOf(entry["category"]), reason: "client" as const, items }];
      }),
  );

/** By category of the protocol; what is none of these is about errors in the widest sense. */
const SIGNALS = new Map<unknown, Signal>([
  ["transaction", "spans"],
  ["span", "spans"],
  ["log_item", "logs"],
  ["log_byte", "logs"],
  ["trace_metric", "metrics"],
  ["metric_bucket", "metrics"],
  ["attachment", "attachments"],
]);
const signalOf = (category: unknown): Signal => SIGNALS.get(category) ?? "errors";
