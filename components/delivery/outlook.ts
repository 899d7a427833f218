import { GATE_NOUNS, type GateCode } from "@/db/enums";
import type { Blocker } from "@/lib/delivery/contract";

/** What would happen to a request as it stands: what refuses it, and what it would wait for. */
export type Outlook = { refusals: readonly Blocker[]; waitsFor: readonly Blocker[] };

/** @param overridden the gates that are set aside with it */
export function outlookOf(blockers: readonly Blocker[], overridden: readonly GateCode[]): Outlook {
  const left = blockers.filter(({ override }) => !override || !overridden.includes(override.gate));
  return {
    refusals: left.filter(({ refuses }) => refuses),
    waitsFor: left.filter(({ refuses }) => !refuses),
  };
}

/** What a button does that would not start anything yet; undefined when it starts at once. */
export function askWords(place: string, waitsFor: readonly Blocker[], isLater: boolean): string | undefined {
  const nouns = [...new Set(waitsFor.map(({ code, override }) => nounOf(code, override?.gate)))];
  if (isLater) nouns.unshift(GATE_NOUNS.not_before);
  const [first, ...more] = nouns;
  if (first === undefined) return undefined;
  return `Ask for ${place}: it waits for ${first}${more.length > 0 ? ` and ${more.length} more` : ""}`;
}

const nounOf = (code: string, gate: GateCode | undefined) =>
  gate ? GATE_NOUNS[gate] : code === "in_flight" ? "the deployment in flight" : "what stands in its way";
