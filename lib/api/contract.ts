import { z } from "zod";

export const HealthView = z.object({ ok: z.literal(true), uptimeMs: z.number() });
export type HealthView = z.infer<typeof HealthView>;

/** One part the portal needs; the message is a sentence without secrets. */
const PartView = z.object({ ok: z.boolean(), message: z.string(), ms: z.number() });

export const ReadinessView = z.object({
  ok: z.boolean(),
  database: PartView,
  migrations: PartView,
  worker: PartView,
  intake: PartView,
  target: PartView,
});
export type ReadinessView = z.infer<typeof ReadinessView>;
