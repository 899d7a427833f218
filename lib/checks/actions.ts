"use server";

import { defineAction } from "@/lib/core/action";

import { runChecks } from "./commands/run-checks";
import { removeCheck, saveCheck } from "./commands/save-check";
import { RemoveCheck, RunChecks, SaveCheck } from "./contract";

export const runChecksAction = defineAction(RunChecks, runChecks);
export const saveCheckAction = defineAction(SaveCheck, saveCheck);
export const removeCheckAction = defineAction(RemoveCheck, removeCheck);
