"use client";

import { useQueryStates } from "nuqs";

import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import type { Aggregation, MetricNamesView } from "@/lib/telemetry/contract";

import { EXPLORE_RANGES, exploreSearch } from "./explore-search";

type ExploreFormProps = {
  metrics: MetricNamesView["items"];
  /** What can be asked of the metric that is chosen, and what is asked. */
  aggregations: readonly Aggregation[];
  aggregation: Aggregation;
};

/** The question: which metric, of whom, told apart by what, and how far back. */
export function ExploreForm({ metrics, aggregations, aggregation }: ExploreFormProps) {
  const [search, setSearch] = useQueryStates(exploreSearch, { history: "push" });
  const keys = metrics.find(({ name }) => name === search.metric)?.keys ?? [];
  return (
    <search aria-label="The question" className="flex flex-col gap-3">
      <div className="grid gap-3 sm:grid-cols-2 lg:grid-cols-4">
        <Field label="Metric">
          {(control) => (
            <Select
              {...control}
              value={search.metric}
              onChange={({ currentTarget }) =>
                void setSearch({ metric: currentTarget.value, aggregation: null, by: null, where: null })
              }
            >
              {[...new Set([...metrics.map(({ name }) => name), search.metric])].map((name) => (
                <option key={name}>{name}</option>
              ))}
            </Select>
          )}
        </Field>
        <Field label="What of it">
          {(control) => (
            <Select
              {...control}
              value={aggregation}
              onChange={({ currentTarget }) =>
                void setSearch({
                  aggregation: aggregations.find((one) => one === currentTarget.value) ?? null,
                })
              }
            >
              {aggregations.map((name) => (
                <option key={name} value={name}>
                  {AGGREGATION_WORDS[name]}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <TextQuestion
          label="Only where"
          value={search.where}
          placeholder='environment="production"'
          onSettle={(where) => void setSearch({ where })}
        />
        <TextQuestion
          label="Told apart by"
          value={search.by}
          placeholder="nothing"
          suggestions={keys}
          onSettle={(by) => void setSearch({ by })}
        />
      </div>
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p className="text-xs text-fg-muted">
          {keys.length > 0 && (
            <>
              Known of it: <span className="font-mono">{keys.join(", ")}</span>. Conditions are written as in
              PromQL.
            </>
          )}
        </p>
        <fieldset className="flex items-center gap-1">
          <legend className="sr-only">How far back</legend>
          {EXPLORE_RANGES.map((each) => (
            <Button
              key={each}
              variant={each === search.range ? "secondary" : "ghost"}
              aria-pressed={each === search.range}
              onClick={() => void setSearch({ range: each })}
            >
              {each.replace(/\D/, " $&")}
            </Button>
          ))}
        </fieldset>
      </div>
    </search>
  );
}

const AGGREGATION_WORDS: Record<Aggregation, string> = {
  rate: "Rate per second",
  increase: "Number per step",
  avg: "Mean",
  sum: "Sum",
  min: "Least",
  max: "Greatest",
  p50: "Median",
  p90: "90th percentile",
  p95: "95th percentile",
  p99: "99th percentile",
};

type TextQuestionProps = {
  label: string;
  value: string;
  placeholder: string;
  suggestions?: readonly string[];
  onSettle: (text: string) => void;
};

/** Text that is asked when one leaves it or presses Enter: half a condition is no question. */
function TextQuestion({ label, value, placeholder, suggestions, onSettle }: TextQuestionProps) {
  const listName = `${label} suggestions`.replaceAll(" ", "-");
  const settle = (text: string) => {
    if (text.trim() !== value) onSettle(text.trim());
  };
  return (
    <Field label={label}>
      {(control) => (
        <>
          <Input
            {...control}
            // A new address brings new text; until then what one types is one's own.
            key={value}
            defaultValue={value}
            placeholder={placeholder}
            list={suggestions && listName}
            autoCapitalize="off"
            autoComplete="off"
            spellCheck={false}
            onBlur={({ currentTarget }) => settle(currentTarget.value)}
            onKeyDown={({ key, currentTarget }) => {
              if (key === "Enter") settle(currentTarget.value);
            }}
            className="font-mono"
          />
          {suggestions && (
            <datalist id={listName}>
              {suggestions.map((name) => (
                <option key={name}>{name}</option>
              ))}
            </datalist>
          )}
        </>
      )}
    </Field>
  );
}
