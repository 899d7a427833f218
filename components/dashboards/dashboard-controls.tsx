"use client";

import { useQueryStates } from "nuqs";

import { RangeChoice } from "@/components/telemetry/range-choice";
import { DASHBOARD_RANGES, type DashboardDefinition, type Variable } from "@/lib/dashboards/contract";

import { dashboardSearch } from "./dashboard-search";
import type { DashboardScope } from "./panel-question";
import { VariableChoice } from "./variable-choice";

type DashboardControlsProps = {
  definition: Pick<DashboardDefinition, "variables" | "range">;
  /** What is chosen. */
  scope: DashboardScope;
};

/** Of whom, and how far back; the URL holds both. */
export function DashboardControls({ definition, scope: { values, range } }: DashboardControlsProps) {
  const [, setSearch] = useQueryStates(dashboardSearch, { history: "push" });
  const choose = (name: Variable, value: string, start: string) =>
    void setSearch({ [name]: value === start ? null : value });
  return (
    <search
      aria-label="Choose what the panels show"
      className="flex flex-wrap items-center justify-between gap-2"
    >
      <div className="flex flex-wrap items-center gap-2">
        {definition.variables.map(({ name, value }) => (
          <VariableChoice
            key={name}
            name={name}
            values={values}
            onChoose={(chosen) => choose(name, chosen, value)}
          />
        ))}
      </div>
      <RangeChoice
        ranges={DASHBOARD_RANGES}
        range={range}
        onChoose={(next) => void setSearch({ range: next === definition.range ? null : next })}
      />
    </search>
  );
}
