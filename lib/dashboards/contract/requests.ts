import { z } from "zod";

import { DashboardDefinition } from "./definition";

/** Creating, cloning and importing are the same: a definition that nobody stored yet. */
export const CreateDashboard = z.object({ definition: DashboardDefinition });
export type CreateDashboard = z.infer<typeof CreateDashboard>;

export const SaveDashboard = z.object({
  id: z.string(),
  definition: DashboardDefinition,
  expectedVersion: z
    .number()
    .int()
    .min(1)
    .describe("The version that was changed. When another one is stored by now, it is refused."),
});
export type SaveDashboard = z.infer<typeof SaveDashboard>;

export const DeleteDashboard = z.object({ id: z.string() });
export type DeleteDashboard = z.infer<typeof DeleteDashboard>;
