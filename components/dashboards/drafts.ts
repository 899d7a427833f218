import { useState } from "react";

import type { DashboardDefinition, DashboardView } from "@/lib/dashboards/contract";

/** A definition that is being changed, and the version that the change began with. */
export type Draft = { definition: DashboardDefinition; version: number };

/** What was changed and not saved, by dashboard. It is kept while the tab is open, so that a step back loses nothing. */
const kept = new Map<string, Draft>();

export const hasKeptDraft = (dashboardId: string): boolean => kept.has(dashboardId);

/** The draft of a dashboard: what was kept of it, else the dashboard as it is, also when somebody else saves it meanwhile. */
export function useDraft({ id, version, definition }: Pick<DashboardView, "id" | "version" | "definition">) {
  const [own, setOwn] = useState<Draft | undefined>(() => kept.get(id));
  const draft = own ?? { definition, version };
  const differs = (next: DashboardDefinition) =>
    next !== definition && JSON.stringify(next) !== JSON.stringify(definition);
  const change = (next: Draft) => {
    const isOwn = next.version !== version || differs(next.definition);
    if (isOwn) kept.set(id, next);
    else kept.delete(id);
    setOwn(isOwn ? next : undefined);
  };
  return {
    draft,
    isChanged: differs(draft.definition),
    /** The definition becomes another one; it still stands on the same version. */
    write: (next: DashboardDefinition) => change({ ...draft, definition: next }),
    rebase: change,
    forget: () => void kept.delete(id),
  };
}
