import { z } from "zod";

import { Instant } from "@/lib/core/contract";

import { DashboardDefinition } from "./definition";

const base = {
  id: z.string().describe("Of a built-in one a word such as `services`."),
  isBuiltIn: z.boolean().describe("It comes with Slipway: it can be cloned, and not changed."),
  updatedByName: z.string().nullable(),
  updatedAt: Instant.nullable(),
};

export const DashboardView = z.object({
  ...base,
  version: z.number().int().describe("Counts changes; what a change is checked against."),
  definition: DashboardDefinition,
});
export type DashboardView = z.infer<typeof DashboardView>;

export const DashboardListItem = z.object({
  ...base,
  name: z.string(),
  description: z.string(),
  panels: z.number().int(),
});
export type DashboardListItem = z.infer<typeof DashboardListItem>;
