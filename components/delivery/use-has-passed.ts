"use client";

import { useSyncExternalStore } from "react";

import { onTick } from "@/components/time/clock";

/** Whether an instant lies in the past; turns true by itself when it comes. */
export function useHasPassed(instant: string): boolean {
  const passed = () => Date.parse(instant) <= Date.now();
  return useSyncExternalStore(onTick, passed, passed);
}
