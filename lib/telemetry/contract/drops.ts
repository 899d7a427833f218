import { z } from "zod";

import { DROP_REASONS, SIGNALS } from "@/db/enums";
import { Instant } from "@/lib/core/contract";

const DROP_RANGES = ["15m", "1h", "6h", "24h", "7d", "30d"] as const;

/** What drops are of: the signals of SDKs, and the requests that gateways answer. */
const DROPPED_SIGNALS = [...SIGNALS, "requests"] as const;
export type DroppedSignal = (typeof DROPPED_SIGNALS)[number];

export const ListDrops = z.object({
  service: z.string().min(1).optional().describe("Id or name. Default: all."),
  environment: z.string().min(1).optional().describe("Default: all."),
  range: z.enum(DROP_RANGES).default("24h").describe("How far back, when there is no `from`."),
  from: Instant.optional().describe("Its whole hour counts."),
  to: Instant.optional().describe("Now, unless given."),
});
export type ListDrops = z.input<typeof ListDrops>;

const Drop = z.object({
  service: z.string(),
  environment: z.string(),
  signal: z.enum(DROPPED_SIGNALS),
  reason: z
    .enum([...DROP_REASONS, "uncounted"])
    .describe("`uncounted`: nobody took the counts over in time."),
  items: z
    .number()
    .describe(
      "Of `too_large`, `overload` and `revoked` these are deliveries, because nobody read what was in them.",
    ),
  firstAt: Instant.describe("The beginning of the first hour in which it happened."),
  lastAt: Instant.describe("The beginning of the last hour in which it happened."),
});
export type Drop = z.infer<typeof Drop>;
export type ShownDropReason = Drop["reason"];

export const DropsView = z.object({
  from: Instant,
  to: Instant,
  items: z.array(Drop).describe("The most first."),
});
export type DropsView = z.infer<typeof DropsView>;
