import type { OverrideRow } from "@/db/schema";
import type { Move } from "@/lib/gates";

/** Each time that somebody set gates aside for a deployment, oldest first, as it is stored. */
export const overridesIn = (stored: OverrideRow[] | OverrideRow | null): OverrideRow[] =>
  stored === null ? [] : Array.isArray(stored) ? stored : [stored];

/** The same for whoever judges: which gate, and when. */
export const setAside = (stored: OverrideRow[] | OverrideRow | null): NonNullable<Move["overridden"]> =>
  overridesIn(stored).flatMap(({ codes, at }) => codes.map((code) => ({ code, at: new Date(at) })));
