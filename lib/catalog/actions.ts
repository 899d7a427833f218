"use server";

import { defineAction } from "@/lib/core/action";

import { archiveService } from "./commands/archive-service";
import { createEnvironment } from "./commands/create-environment";
import { createService } from "./commands/create-service";
import { setDependencies } from "./commands/set-dependencies";
import { setServiceOwner } from "./commands/set-service-owner";
import { updateEnvironment } from "./commands/update-environment";
import { updateService } from "./commands/update-service";
import {
  ArchiveService,
  CreateEnvironment,
  CreateService,
  SetDependencies,
  SetServiceOwner,
  UpdateEnvironment,
  UpdateService,
} from "./contract";

export const createServiceAction = defineAction(CreateService, createService);
export const updateServiceAction = defineAction(UpdateService, updateService);
export const archiveServiceAction = defineAction(ArchiveService, archiveService);
export const createEnvironmentAction = defineAction(CreateEnvironment, createEnvironment);
export const updateEnvironmentAction = defineAction(UpdateEnvironment, updateEnvironment);
export const setServiceOwnerAction = defineAction(SetServiceOwner, setServiceOwner);
export const setDependenciesAction = defineAction(SetDependencies, setDependencies);
