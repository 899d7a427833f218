"use server";

import { defineAction } from "@/lib/core/action";

import { makeIntakeKey } from "./commands/make-intake-key";
import { MakeIntakeKey } from "./contract";

export const makeIntakeKeyAction = defineAction(MakeIntakeKey, makeIntakeKey);
