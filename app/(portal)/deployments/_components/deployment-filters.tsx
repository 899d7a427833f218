"use client";

import { useQueryStates } from "nuqs";
import { useTransition } from "react";

import { ServiceFilter } from "@/components/delivery/service-filter";
import { KIND_WORDS } from "@/components/deployment/kind-badge";
import { LoaderIcon } from "@/components/icons";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/select";
import { DEPLOYMENT_KINDS } from "@/db/enums";

import { deploymentSearch } from "../search-params";
import { CountedFilter } from "./counted-filter";
import { PeriodFilter } from "./period-filter";
import { StatusFilter } from "./status-filter";

/** The filters of the history; the URL holds them, so that a link shows the same list and Back undoes. */
export function DeploymentFilters({ environments }: { environments: string[] }) {
  const [pending, startTransition] = useTransition();
  const [search, setSearch] = useQueryStates(deploymentSearch, {
    shallow: false, // the server renders the list
    history: "push",
    startTransition,
  });
  const set = (part: Partial<typeof search>) => void setSearch(part);
  const anySet = Object.values(search).some((value) => value !== null);

  return (
    <search aria-label="Filter the deployments" className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-2">
        <ServiceFilter
          value={search.service ?? ""}
          onChange={(service) => set({ service: service || null })}
        />
        <Select
          aria-label="Environment"
          value={search.environment ?? ""}
          onChange={({ currentTarget }) => set({ environment: currentTarget.value || null })}
          className="w-auto! max-w-44"
        >
          <option value="">Environment: any</option>
          {environments.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </Select>
        <Select
          aria-label="Kind"
          value={search.kind ?? ""}
          onChange={({ currentTarget }) =>
            set({ kind: DEPLOYMENT_KINDS.find((kind) => kind === currentTarget.value) ?? null })
          }
          className="w-auto! max-w-44"
        >
          <option value="">Kind: any</option>
          {DEPLOYMENT_KINDS.map((kind) => (
            <option key={kind} value={kind}>
              {KIND_WORDS[kind]}
            </option>
          ))}
        </Select>
        <PeriodFilter value={search} onChange={set} />
        <CountedFilter value={search} onChange={set} />
        {anySet && (
          <Button variant="ghost" size="sm" onClick={() => void setSearch(null)}>
            Clear all
          </Button>
        )}
        {pending && <LoaderIcon size={14} label="Loading" className="animate-late text-fg-muted" />}
      </div>
      <StatusFilter
        value={search.status ?? []}
        onChange={(status) => set({ status: status.length > 0 ? status : null })}
      />
    </search>
  );
}
