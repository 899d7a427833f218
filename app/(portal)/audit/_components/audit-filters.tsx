"use client";

import { useQueryStates } from "nuqs";
import { useTransition } from "react";

import { XIcon } from "@/components/icons";
import { FilterBar } from "@/components/ui/filter-bar";
import { Input } from "@/components/ui/input";

import { auditSearch } from "../search-params";

/** Nouns of the trail's actions; a noun stands for all that was done to such things. */
const SUBJECTS = [
  { value: "deployment", label: "Deployments" },
  { value: "release", label: "Releases" },
  { value: "service", label: "Services" },
  { value: "variable", label: "Variables" },
  { value: "environment", label: "Environments" },
  { value: "person", label: "People" },
  { value: "token", label: "Tokens" },
  { value: "session", label: "Sessions" },
  { value: "audit", label: "Audit" },
];

/** The filters of the trail; actor and subject are set by clicking on one in the list. */
export function AuditFilters() {
  const [, startTransition] = useTransition();
  const [search, setSearch] = useQueryStates(auditSearch, {
    shallow: false,
    history: "push",
    startTransition,
  });
  const set = (part: Partial<typeof search>) => void setSearch({ ...part, cursor: null });
  const narrowed = (["actor", "subject"] as const).filter((key) => search[key]);
  return (
    <div className="flex flex-col gap-2">
      <FilterBar
        search={{ key: "text", label: "Name, action, request id or address" }}
        filters={[{ key: "action", label: "Changes to", options: SUBJECTS }]}
      >
        <Day label="From" value={search.from} onChange={(from) => set({ from })} />
        <Day label="To" value={search.to} onChange={(to) => set({ to })} />
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

type DayProps = { label: string; value: string | null; onChange: (day: string | null) => void };

function Day({ label, value, onChange }: DayProps) {
  return (
    <label className="flex items-center gap-1.5 text-fg-muted">
      {label}
      <Input
        type="date"
        value={value?.slice(0, 10) ?? ""}
        onChange={({ currentTarget }) => onChange(currentTarget.value || null)}
        className="w-auto"
      />
    </label>
  );
}
