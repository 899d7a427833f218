import type { DashboardDefinition } from "../contract";
import { releases } from "./releases";
import { service } from "./service";
import { services } from "./services";

export type BuiltIn = { id: string; definition: DashboardDefinition };

/** What there is before anybody makes a dashboard: made of what is measured of every service by itself. */
export const BUILT_IN: readonly BuiltIn[] = [
  { id: "services", definition: services },
  { id: "service", definition: service },
  { id: "releases", definition: releases },
];

export const findBuiltIn = (id: string): BuiltIn | undefined => BUILT_IN.find((one) => one.id === id);
