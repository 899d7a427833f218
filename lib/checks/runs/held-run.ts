import type { CheckMoment } from "@/db/enums";
import { checkRuns } from "@/db/schema";

/** A run as the worker that took it up knows it. */
export type HeldRun = {
  id: string;
  serviceId: string;
  environmentId: string;
  regionId: string;
  releaseId: string | null;
  deploymentId: string | null;
  moment: CheckMoment;
  onlyCheck: string | null;
  attempt: number;
};

export const held = {
  id: checkRuns.id,
  serviceId: checkRuns.serviceId,
  environmentId: checkRuns.environmentId,
  regionId: checkRuns.regionId,
  releaseId: checkRuns.releaseId,
  deploymentId: checkRuns.deploymentId,
  moment: checkRuns.moment,
  onlyCheck: checkRuns.onlyCheck,
  attempt: checkRuns.attempt,
};
