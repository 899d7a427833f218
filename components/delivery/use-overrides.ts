"use client";

import { useState } from "react";

import type { GateCode } from "@/db/enums";
import type { Blocker, Override } from "@/lib/delivery/contract";

import { outlookOf } from "./outlook";

/** Which gates a person wants to set aside, why, and what would happen then. What went away by itself is not set aside. */
export function useOverrides(blockers: readonly Blocker[]) {
  const [chosen, setChosen] = useState<readonly GateCode[]>([]);
  const [why, setWhy] = useState("");
  const possible = blockers.flatMap(({ override }) => (override?.allowed ? [override.gate] : []));
  const gates = chosen.filter((gate) => possible.includes(gate));
  return {
    gates,
    toggle: (gate: GateCode) =>
      setChosen((all) => (all.includes(gate) ? all.filter((each) => each !== gate) : [...all, gate])),
    why,
    setWhy,
    outlook: outlookOf(blockers, gates),
  };
}

export type Overrides = ReturnType<typeof useOverrides>;

/** As a request takes it; undefined where nothing is set aside. */
export const overrideOf = ({ gates, why }: Pick<Overrides, "gates" | "why">): Override | undefined =>
  gates.length > 0 ? { gates: [...gates], reason: why } : undefined;
