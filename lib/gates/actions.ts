"use server";

import { defineAction } from "@/lib/core/action";

import { createFreeze, endFreeze, skipFreeze } from "./commands/freezes";
import { placeHold, releaseHold } from "./commands/holds";
import { liftQuarantine, quarantineRelease } from "./commands/quarantine";
import { resetPipeline, savePipeline } from "./commands/save-pipeline";
import {
  CreateFreeze,
  EndFreeze,
  LiftQuarantine,
  PlaceHold,
  QuarantineRelease,
  ReleaseHold,
  ResetPipeline,
  SavePipeline,
  SkipFreeze,
} from "./contract";

export const savePipelineAction = defineAction(SavePipeline, savePipeline);
export const resetPipelineAction = defineAction(ResetPipeline, resetPipeline);
export const createFreezeAction = defineAction(CreateFreeze, createFreeze);
export const endFreezeAction = defineAction(EndFreeze, endFreeze);
export const skipFreezeAction = defineAction(SkipFreeze, skipFreeze);
export const placeHoldAction = defineAction(PlaceHold, placeHold);
export const releaseHoldAction = defineAction(ReleaseHold, releaseHold);
export const quarantineReleaseAction = defineAction(QuarantineRelease, quarantineRelease);
export const liftQuarantineAction = defineAction(LiftQuarantine, liftQuarantine);
