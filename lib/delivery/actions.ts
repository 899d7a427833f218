"use server";

import { z } from "zod";

import { defineAction } from "@/lib/core/action";

import { cancelDeployment } from "./commands/cancel-deployment";
import { deployRelease } from "./commands/deploy-release";
import { loadSampleWorkspace } from "./commands/load-sample-workspace";
import { promoteRelease } from "./commands/promote-release";
import { repairDrift } from "./commands/repair-drift";
import { requestRelease } from "./commands/request-release";
import { rollBack } from "./commands/roll-back";
import {
  CancelDeployment,
  CancelReleaseSet,
  ContinueReleaseSet,
  DeployRelease,
  PromoteRelease,
  RepairDrift,
  RequestRelease,
  RollBack,
  RollBackReleaseSet,
  StartReleaseSet,
} from "./contract";
import { cancelReleaseSet } from "./sets/cancel-release-set";
import { continueReleaseSet } from "./sets/continue-release-set";
import { rollBackReleaseSet } from "./sets/roll-back-release-set";
import { startReleaseSet } from "./sets/start-release-set";

export const requestReleaseAction = defineAction(RequestRelease, requestRelease);
export const deployReleaseAction = defineAction(DeployRelease, deployRelease);
export const promoteReleaseAction = defineAction(PromoteRelease, promoteRelease);
export const rollBackAction = defineAction(RollBack, rollBack);
export const repairDriftAction = defineAction(RepairDrift, repairDrift);
export const cancelDeploymentAction = defineAction(CancelDeployment, cancelDeployment);
export const loadSampleWorkspaceAction = defineAction(z.object({}), loadSampleWorkspace);
export const startReleaseSetAction = defineAction(StartReleaseSet, startReleaseSet);
export const continueReleaseSetAction = defineAction(ContinueReleaseSet, continueReleaseSet);
export const rollBackReleaseSetAction = defineAction(RollBackReleaseSet, rollBackReleaseSet);
export const cancelReleaseSetAction = defineAction(CancelReleaseSet, cancelReleaseSet);
