"use server";

import { defineAction } from "@/lib/core/action";

import { importVariables } from "./commands/import-variables";
import { restoreConfiguration } from "./commands/restore-configuration";
import { setVariable } from "./commands/set-variable";
import { ImportVariables, RestoreConfiguration, SetVariable } from "./contract";

export const setVariableAction = defineAction(SetVariable, setVariable);
export const importVariablesAction = defineAction(ImportVariables, importVariables);
export const restoreConfigurationAction = defineAction(RestoreConfiguration, restoreConfiguration);
