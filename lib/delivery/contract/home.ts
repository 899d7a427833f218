import { z } from "zod";

import { DeploymentRow } from "./deployments";

const instant = z.iso.datetime();

export const AttentionItem = z.object({
  id: z.string().describe("The same as long as it is about the same thing."),
  kind: z.enum([
    "approval",
    "waiting",
    "deployment_failed",
    "deployment_errored",
    "unhealthy",
    "drift",
    "build_failed",
    "promotable",
  ]),
  /** A sentence; the page links its subject. */
  message: z.string(),
  at: instant,
  serviceName: z.string(),
  environment: z.string().nullable(),
  href: z.string(),
  action: z.string(),
});
export type AttentionItem = z.infer<typeof AttentionItem>;

export const ReadHome = z.object({
  attention: z.coerce.number().int().min(1).max(200).default(7).describe("At most so many in `attention`."),
});
export type ReadHome = z.infer<typeof ReadHome>;

export const HomeView = z.object({
  serviceCount: z.number(),
  attention: z
    .array(AttentionItem)
    .describe("What waits for the asker's approval, then production, by severity, the newest."),
  attentionCount: z.number().describe("How many there are, of which `attention` has the first."),
  promotable: z.array(AttentionItem).describe("What waits to go on and the asker may promote; at most five."),
  waiting: z.array(AttentionItem).describe("What else waits at a gate, production first; at most five."),
  waitingCount: z.number().describe("How many deployments wait at a gate, for whomever."),
  shipped: z.array(DeploymentRow).describe("The newest ten that succeeded."),
  running: z.array(
    z.object({
      environment: z.string(),
      healthy: z.number(),
      degraded: z.number(),
      unknown: z.number(),
      inFlight: z.number(),
    }),
  ),
});
export type HomeView = z.infer<typeof HomeView>;
