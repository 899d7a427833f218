import { z } from "zod";

const Checksum = z.string().regex(/^[0-9a-fA-F]{40}$/);

/** What sentry-cli asks for once it has uploaded: its words are those of Sentry's API. */
export const AssembleBundle = z.object({
  checksum: Checksum,
  chunks: z.array(Checksum).max(16),
  projects: z.array(z.string().max(100)).min(1).max(10),
  version: z.string().max(250).nullish(),
  dist: z.string().max(64).nullish(),
});
export type AssembleBundle = z.infer<typeof AssembleBundle>;

export type BundleState = { state: "ok" | "not_found"; missingChunks: string[]; detail: string | null };
