import { z } from "zod";

import { DeploymentRow } from "./deployments";

const instant = z.iso.datetime();

export const AttentionItem = z.object({
  kind: z.enum(["deployment_failed", "deployment_errored", "unhealthy", "build_failed", "promotable"]),
  /** A sentence; the page links its subject. */
  message: z.string(),
  at: instant,
  serviceName: z.string(),
  environment: z.string().nullable(),
  href: z.string(),
  action: z.string(),
});
export type AttentionItem = z.infer<typeof AttentionItem>;

export const HomeView = z.object({
  serviceCount: z.number(),
  attention: z.array(AttentionItem).describe("Ranked; at most seven."),
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
