"use server";

import { z } from "zod";

import { defineAction } from "@/lib/core/action";

import { cancelDeployment } from "./commands/cancel-deployment";
import { decideApproval } from "./commands/decide-approval";
import { deployRelease } from "./commands/deploy-release";
import { loadSampleWorkspace } from "./commands/load-sample-workspace";
import { overrideGates } from "./commands/override-gates";
import { promoteRelease } from "./commands/promote-release";
import { repairDrift } from "./commands/repair-drift";
import { requestRelease } from "./commands/request-release";
import { rollBack } from "./commands/roll-back";
import {
  CancelDeployment,
  CancelReleaseSet,
  ContinueReleaseSet,
  DecideApproval,
  DeployRelease,
  OverrideGates,
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
export const decideApprovalAction = defineAction(DecideApproval, decideApproval);
export const overrideGatesAction = defineAction(OverrideGates, overrideGates);
export const loadSampleWorkspaceAction = defineAction(z.object({}), loadSampleWorkspace);
export const startReleaseSetAction = defineAction(StartReleaseSet, startReleaseSet);
export const continueReleaseSetAction = defineAction(ContinueReleaseSet, continueReleaseSet);
export const rollBackReleaseSetAction = defineAction(RollBackReleaseSet, rollBackReleaseSet);
export const cancelReleaseSetAction = defineAction(CancelReleaseSet, cancelReleaseSet);
