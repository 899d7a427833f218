"use server";

import { defineAction } from "@/lib/core/action";

import { runChecks } from "./commands/run-checks";
import { removeCheck, saveCheck } from "./commands/save-check";
import { ProposeChecks, RemoveCheck, RunChecks, SaveCheck } from "./contract";
import { proposeChecks } from "./queries/propose";

export const runChecksAction = defineAction(RunChecks, runChecks);
export const saveCheckAction = defineAction(SaveCheck, saveCheck);
export const proposeChecksAction = defineAction(ProposeChecks, proposeChecks);
export const removeCheckAction = defineAction(RemoveCheck, removeCheck);
