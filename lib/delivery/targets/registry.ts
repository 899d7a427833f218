import "server-only";
import type { TargetKind } from "@/db/enums";
import { env } from "@/lib/env";

import { createLocalTarget } from "./local/local-target";
import { controlSocketPath } from "./local/socket-path";
import type { Target } from "./target";

const made = new Map<string, Target>();

/** The adapter of a target row. Adapters hold connections, so each is made once. */
export function targetOf({ id, kind }: { id: string; kind: TargetKind }): Target {
  const known = made.get(id) ?? ADAPTERS[kind]();
  made.set(id, known);
  return known;
}

const ADAPTERS: Record<TargetKind, () => Target> = {
  local: () => createLocalTarget({ socketPath: controlSocketPath(env().SLIPWAY_HOME) }),
};
