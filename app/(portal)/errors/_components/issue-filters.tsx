"use client";

import { useQueryStates } from "nuqs";
import { useTransition } from "react";

import { ServiceFilter } from "@/components/delivery/service-filter";
import { LoaderIcon, XIcon } from "@/components/icons";
import { Button } from "@/components/ui/button";
import { SearchField } from "@/components/ui/search-field";
import { Select } from "@/components/ui/select";

import { ISSUE_VIEWS, issueSearch } from "../search-params";

const VIEW_WORDS = { open: "State: open", resolved: "Resolved", ignored: "Ignored", all: "State: any" };
const SEARCH_PAUSE_MS = 300;

/** The filters of the list; the URL holds them, so that a link shows the same list and Back undoes. */
export function IssueFilters({ environments }: { environments: string[] }) {
  const [pending, startTransition] = useTransition();
  const [search, setSearch] = useQueryStates(issueSearch, {
    shallow: false, // the server renders the list
    history: "push",
    startTransition,
  });
  const set = (part: Partial<typeof search>) => void setSearch(part);
  return (
    <search aria-label="Filter the error issues" className="flex flex-wrap items-center gap-2">
      <ServiceFilter value={search.service ?? ""} onChange={(service) => set({ service: service || null })} />
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
        aria-label="State"
        value={search.view}
        onChange={({ currentTarget }) =>
          set({ view: ISSUE_VIEWS.find((view) => view === currentTarget.value) ?? "open" })
        }
        className="w-auto! max-w-44"
      >
        {ISSUE_VIEWS.map((view) => (
          <option key={view} value={view}>
            {VIEW_WORDS[view]}
          </option>
        ))}
      </Select>
      <div className="min-w-40 flex-1 sm:max-w-72">
        <SearchField
          label="Title or place"
          defaultValue={search.search ?? ""}
          onChange={(text) =>
            void setSearch({ search: text || null }, { throttleMs: SEARCH_PAUSE_MS, history: "replace" })
          }
        />
      </div>
      {search.release && (
        <Button icon={XIcon} onClick={() => set({ release: null })}>
          First seen in one release
        </Button>
      )}
      {pending && <LoaderIcon size={14} label="Loading" className="animate-late text-fg-muted" />}
    </search>
  );
}
