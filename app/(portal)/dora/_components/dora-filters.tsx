"use client";

import { useQueryStates } from "nuqs";
import { useTransition } from "react";

import { ServiceFilter } from "@/components/delivery/service-filter";
import { LoaderIcon } from "@/components/icons";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/select";

import { DORA_DAYS, doraSearch } from "../search-params";

/** How far back, and over what; the URL holds it. */
export function DoraFilters({ teams }: { teams: string[] }) {
  const [pending, startTransition] = useTransition();
  const [search, setSearch] = useQueryStates(doraSearch, {
    shallow: false, // the server counts
    history: "push",
    startTransition,
  });
  const { days, service, team } = search;
  return (
    <search aria-label="Filter" className="flex flex-wrap items-center gap-2">
      <fieldset className="flex items-center gap-1">
        <legend className="sr-only">Period</legend>
        {DORA_DAYS.map((each) => (
          <Button
            key={each}
            variant={each === days ? "secondary" : "ghost"}
            aria-pressed={each === days}
            onClick={() => void setSearch({ days: each })}
          >
            {each} days
          </Button>
        ))}
      </fieldset>
      <ServiceFilter value={service ?? ""} onChange={(name) => void setSearch({ service: name || null })} />
      {teams.length > 0 && (
        <Select
          aria-label="Team"
          value={team ?? ""}
          onChange={({ currentTarget }) => void setSearch({ team: currentTarget.value || null })}
          className="w-auto! max-w-44"
        >
          <option value="">Team: any</option>
          {teams.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </Select>
      )}
      {(service ?? team) && (
        <Button variant="ghost" size="sm" onClick={() => void setSearch({ service: null, team: null })}>
          Clear all
        </Button>
      )}
      {pending && <LoaderIcon size={14} label="Loading" className="animate-late text-fg-muted" />}
    </search>
  );
}
