"use server";

import { defineAction } from "@/lib/core/action";

import { removeMonitor } from "./commands/remove-monitor";
import { RemoveMonitor } from "./contract";

export const removeMonitorAction = defineAction(RemoveMonitor, removeMonitor);
