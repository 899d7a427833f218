"use client";

import { useQueryStates } from "nuqs";

import { LoaderIcon } from "@/components/icons";
import { Select } from "@/components/ui/select";
import type { Elsewhere, RedRange } from "@/lib/telemetry/contract";

import { RangeChoice } from "./range-choice";
import { TRAFFIC_RANGES, trafficSearch } from "./traffic-search";
import { elsewhereInWords } from "./traffic-words";

type TrafficFiltersProps = {
  /** Where anything was measured. */
  environments: readonly string[];
  /** The one that is shown. */
  environment: string;
  /** What is known of the other ones. */
  elsewhere?: readonly Elsewhere[];
  range: RedRange;
  loading: boolean;
};

/** Where, and how far back; the URL holds both. */
export function TrafficFilters({
  environments,
  environment,
  elsewhere = [],
  range,
  loading,
}: TrafficFiltersProps) {
  const [, setSearch] = useQueryStates(trafficSearch, { history: "push" });
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
          <option key={name} value={name}>
            {[name, ...elsewhere.filter((each) => each.environment === name).map(elsewhereInWords)].join(
              " · ",
            )}
          </option>
        ))}
      </Select>
      <RangeChoice
        ranges={TRAFFIC_RANGES}
        range={range}
        onChoose={(each) => void setSearch({ range: each })}
      />
    </search>
  );
}
