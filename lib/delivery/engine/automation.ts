import type { JobActor } from "@/lib/core/context";

/** Who asks when nobody does: holds bind it, and people see by whom. */
export const AUTOMATION: JobActor = { type: "job", name: "automation" };
