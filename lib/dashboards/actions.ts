"use server";

import { defineAction } from "@/lib/core/action";

import { createDashboard } from "./commands/create-dashboard";
import { deleteDashboard } from "./commands/delete-dashboard";
import { saveDashboard } from "./commands/save-dashboard";
import { CreateDashboard, DeleteDashboard, SaveDashboard } from "./contract";

export const createDashboardAction = defineAction(CreateDashboard, createDashboard);
export const saveDashboardAction = defineAction(SaveDashboard, saveDashboard);
export const deleteDashboardAction = defineAction(DeleteDashboard, deleteDashboard);
