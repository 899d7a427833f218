"use server";

import { defineAction } from "@/lib/core/action";

import { createFreeze, endFreeze } from "./commands/freezes";
import { CreateFreeze, EndFreeze } from "./contract";

export const createFreezeAction = defineAction(CreateFreeze, createFreeze);
export const endFreezeAction = defineAction(EndFreeze, endFreeze);
