import { useState } from "react";

import type { DashboardDefinition, DashboardView } from "@/lib/dashboards/contract";

/** A definition that is being changed, and the version that the change began with. */
export type Draft = { definition: DashboardDefinition; version: number };

/** What was changed and not saved, by dashboard. It is kept while the tab is open, so that a step back loses nothing. */
const kept = new Map<string, Draft>();

export const hasKeptDraft = (dashboardId: string): boolean => kept.has(dashboardId);

/** The draft of a dashboard: what was kept of it, else the dashboard as it is. */
export function useDraft({ id, version, definition }: Pick<DashboardView, "id" | "version" | "definition">) {
  const [draft, setDraft] = useState<Draft>(() => kept.get(id) ?? { definition, version });
  const change = (next: Draft) => {
    kept.set(id, next);
    setDraft(next);
  };
  return {
    draft,
    isChanged:
      draft.definition !== definition && JSON.stringify(draft.definition) !== JSON.stringify(definition),
    /** The definition becomes another one; it still stands on the same version. */
    write: (next: DashboardDefinition) => change({ ...draft, definition: next }),
    rebase: change,
    forget: () => void kept.delete(id),
  };
}
