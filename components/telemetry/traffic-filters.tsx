"use client";

import { useQueryStates } from "nuqs";

import { LoaderIcon } from "@/components/icons";
import { Select } from "@/components/ui/select";

import { RangeChoice } from "./range-choice";
import { trafficSearch } from "./traffic-search";

const RANGES = ["1h", "6h", "24h", "7d"] as const;

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
      <RangeChoice ranges={RANGES} range={range} onChoose={(each) => void setSearch({ range: each })} />
    </search>
  );
}
