"use client";

import { useQueryStates } from "nuqs";
import { useTransition } from "react";

import { DayField } from "@/components/forms/day-field";
import { XIcon } from "@/components/icons";
import { FilterBar } from "@/components/ui/filter-bar";
import { AUDIT_NOUNS, type AuditNoun } from "@/db/enums";

import { auditSearch, filterOf } from "../search-params";

/** A noun stands for all that was done to such things. */
const LABELS: Record<AuditNoun, string> = {
  deployment: "Deployments, approvals",
  gate: "Gates (overridden)",
  release: "Releases, promotions, rollbacks",
  release_set: "Release sets",
  drift: "Drift (repaired)",
  service: "Services",
  pipeline: "Pipelines",
  freeze: "Freezes",
  hold: "Holds",
  check: "Checks",
  variable: "Variables",
  configuration: "Configurations",
  environment: "Environments",
  channel: "Channels",
  subscription: "Subscriptions",
  person: "People",
  team: "Teams",
  token: "Tokens",
  session: "Sessions",
  error_issue: "Error issues",
  cron_monitor: "Cron monitors",
  dashboard: "Dashboards",
  sample: "Sample workspace",
  installation: "Installation",
  audit: "Audit",
};
const SUBJECTS = AUDIT_NOUNS.map((value) => ({ value, label: LABELS[value] }));

/** The filters of the trail; actor and subject are set by clicking on one in the list. */
export function AuditFilters() {
  const [, startTransition] = useTransition();
  const [search, setSearch] = useQueryStates(auditSearch, {
    shallow: false,
    history: "push",
    startTransition,
  });
  const set = (part: Partial<typeof search>) => void setSearch({ ...part, cursor: null });
  const { from, to } = filterOf(search);
  const narrowed = (["actor", "subject"] as const).filter((key) => search[key]);
  return (
    <div className="flex flex-col gap-2">
      <FilterBar
        search={{ key: "text", label: "Name, action, request id or address" }}
        filters={[{ key: "action", label: "Changes to", options: SUBJECTS }]}
      >
        <DayField
          label="From"
          edge="start"
          value={dateOf(from)}
          onChange={(day) => set({ from: day?.toISOString() ?? null })}
        />
        <DayField
          label="To"
          edge="end"
          value={dateOf(to)}
          onChange={(day) => set({ to: day?.toISOString() ?? null })}
        />
      </FilterBar>
      {narrowed.map((key) => (
        <button
          key={key}
          type="button"
          aria-label={`Remove the filter ${key}: ${search[key]}`}
          onClick={() => set({ [key]: null })}
          className="inline-flex h-6 w-fit max-w-full items-center gap-1 rounded-md border bg-surface-2 pr-1 pl-2 text-xs touch-target hover:bg-surface-3"
        >
          <span className="text-fg-muted">{key === "actor" ? "By" : "To"}</span>
          <code className="code truncate">{search[key]}</code>
          <XIcon size={12} className="text-fg-muted" />
        </button>
      ))}
    </div>
  );
}

const dateOf = (instant: string | undefined) => (instant ? new Date(instant) : null);
