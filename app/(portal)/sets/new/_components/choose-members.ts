import type { SetCandidate } from "@/lib/delivery/contract";

/** The most that a set holds. */
export const MAXIMUM_MEMBERS = 50;

/** What a set usually holds: whatever is behind, and what that needs. Nothing where that is more than a set can hold. */
export function usualMembers(candidates: readonly SetCandidate[]): string[] {
  const chosen = new Set<string>();
  for (const { service, isBehind, needs } of candidates) {
    if (!isBehind) continue;
    for (const name of [service.name, ...needs]) chosen.add(name);
  }
  return chosen.size > MAXIMUM_MEMBERS ? [] : [...chosen].toSorted();
}

/** A service comes with what it needs; whoever takes one of those out again is warned, and not overruled. */
export function toggled(chosen: readonly string[], candidate: SetCandidate): string[] {
  const { name } = candidate.service;
  return chosen.includes(name)
    ? chosen.filter((each) => each !== name)
    : [...new Set([...chosen, name, ...candidate.needs])].toSorted();
}
