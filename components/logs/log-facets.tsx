"use client";

import { useQueryStates } from "nuqs";
import type { ReactNode } from "react";

import { cx } from "@/components/ui/cx";
import { LOG_LEVELS, type LogFacet, type LogSummary } from "@/lib/telemetry/contract";

import { LEVEL_MEANING } from "./level-meaning";
import { logSearch } from "./log-search-params";

/** What the lines are made of; a value narrows the search to it, and the same again takes that back. */
export function LogFacets({ summary, isOfService }: { summary: LogSummary; isOfService: boolean }) {
  const [search, setSearch] = useQueryStates(logSearch, { history: "push" });
  const levels = (search.severity ?? "").split(",").filter(Boolean);
  const toggleLevel = (level: string) => {
    const chosen = levels.includes(level) ? levels.filter((each) => each !== level) : [...levels, level];
    void setSearch({ severity: chosen.join(",") || null, line: null });
  };
  const toggle = (key: "service" | "environment" | "region" | "release") => (value: string) =>
    void setSearch({ [key]: search[key] === value ? null : value, line: null });
  const { facets } = summary;
  return (
    <div className="flex flex-col gap-4">
      <Facet
        title="Level"
        values={withChosen(facets.severity, levels)}
        isChosen={(value) => levels.includes(value)}
        onToggle={toggleLevel}
        labelOf={levelName}
      />
      {(["service", "environment", "region", "release"] as const)
        .filter((key) => key !== "service" || !isOfService)
        .map((key) => (
          <Facet
            key={key}
            title={key === "release" ? "Release" : key.replace(/^./, (letter) => letter.toUpperCase())}
            values={withChosen(facets[key], search[key] ? [search[key]] : [])}
            isChosen={(value) => search[key] === value}
            onToggle={toggle(key)}
          />
        ))}
      {summary.sampled && (
        <p className="text-xs text-fg-muted">
          There are very many lines: the numbers are projected from a sample.
        </p>
      )}
    </div>
  );
}

function levelName({ value }: LogFacet): ReactNode {
  const { word, color } = LEVEL_MEANING[LOG_LEVELS.find((each) => each === value) ?? "unset"];
  return (
    <span className="inline-flex items-center gap-1.5">
      <span aria-hidden className="size-2 rounded-xs" style={{ background: color }} />
      {word}
    </span>
  );
}

/** What is chosen stays in sight, also when nothing matches any more. */
function withChosen(values: readonly LogFacet[], chosen: readonly string[]): LogFacet[] {
  const missing = chosen.filter((each) => !values.some(({ value }) => value === each));
  return [...values, ...missing.map((value) => ({ value, label: value, lines: 0 }))];
}

type FacetProps = {
  title: string;
  values: readonly LogFacet[];
  isChosen: (value: string) => boolean;
  onToggle: (value: string) => void;
  labelOf?: (facet: LogFacet) => ReactNode;
};

function Facet({ title, values, isChosen, onToggle, labelOf }: FacetProps) {
  if (values.length === 0) return null;
  return (
    <fieldset className="flex flex-col gap-0.5">
      <legend className="pb-1 text-xs font-medium text-fg-muted">{title}</legend>
      {values.map((facet) => (
        <button
          key={facet.value}
          type="button"
          aria-pressed={isChosen(facet.value)}
          onClick={() => onToggle(facet.value)}
          className={cx(
            "flex min-h-6 items-center justify-between gap-2 rounded-sm px-1.5 text-left text-sm touch-target hover:bg-surface-2",
            isChosen(facet.value) && "bg-accent-bg font-medium text-accent-text",
          )}
        >
          <span className="min-w-0 truncate">{labelOf ? labelOf(facet) : facet.label}</span>
          <span className="text-xs text-fg-muted tabular-nums">{facet.lines.toLocaleString("en")}</span>
        </button>
      ))}
    </fieldset>
  );
}
