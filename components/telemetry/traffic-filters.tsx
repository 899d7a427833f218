"use client";

import { useQueryStates } from "nuqs";

import { LoaderIcon } from "@/components/icons";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/select";

import { trafficSearch } from "./traffic-search";

const RANGES = ["1h", "6h", "24h", "7d"] as const;
const WORDS = { "1h": "1 h", "6h": "6 h", "24h": "24 h", "7d": "7 d" };

type TrafficFiltersProps = {
  /** Where anything was measured. */
  environments: readonly string[];
  /** The one that is shown. */
  environment: string;
  loading: boolean;
};

/** Where, and how far back; the URL holds both. */
export function TrafficFilters({ environments, environment, loading }: TrafficFiltersProps) {
  const [{ range }, setSearch] = useQueryStates(trafficSearch, { history: "push" });
  return (
    <search aria-label="Choose traffic" className="flex flex-wrap items-center gap-2">
      {loading && <LoaderIcon size={14} label="Loading" className="animate-late text-fg-muted" />}
      <Select
        aria-label="Environment"
        value={environment}
        onChange={({ currentTarget }) => void setSearch({ environment: currentTarget.value })}
        className="w-auto! max-w-44"
      >
        {[...new Set([...environments, environment])].map((name) => (
          <option key={name}>{name}</option>
        ))}
      </Select>
      <fieldset className="flex items-center gap-1">
        <legend className="sr-only">How far back</legend>
        {RANGES.map((each) => (
          <Button
            key={each}
            variant={each === range ? "secondary" : "ghost"}
            aria-pressed={each === range}
            onClick={() => void setSearch({ range: each })}
          >
            {WORDS[each]}
          </Button>
        ))}
      </fieldset>
    </search>
  );
}
