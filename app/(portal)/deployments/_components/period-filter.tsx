"use client";

import { useState } from "react";

import { DayField } from "@/components/forms/day-field";
import { Select } from "@/components/ui/select";

import { PERIODS, type DeploymentSearch } from "../search-params";

const PERIOD_WORDS: Record<(typeof PERIODS)[number], string> = {
  "1h": "Last hour",
  "24h": "Last 24 hours",
  "7d": "Last 7 days",
  "30d": "Last 30 days",
};

type Period = Pick<DeploymentSearch, "since" | "from" | "to">;
type PeriodFilterProps = { value: Period; onChange: (period: Period) => void };

/** When it was requested: a period that ends now, or days of the viewer's calendar. */
export function PeriodFilter({ value, onChange }: PeriodFilterProps) {
  const { since, from, to } = value;
  const [choosing, setChoosing] = useState(false);
  const days = from !== null || to !== null || (choosing && since === null);
  return (
    <>
      <Select
        aria-label="When"
        value={days ? "days" : (since ?? "")}
        onChange={({ currentTarget }) => {
          setChoosing(currentTarget.value === "days");
          const period = PERIODS.find((each) => each === currentTarget.value) ?? null;
          if (currentTarget.value === "days" && since === null) return;
          onChange({ since: period, from: null, to: null });
        }}
        className="w-auto! max-w-44"
      >
        <option value="">When: any time</option>
        {PERIODS.map((period) => (
          <option key={period} value={period}>
            {PERIOD_WORDS[period]}
          </option>
        ))}
        <option value="days">Between days…</option>
      </Select>
      {days && (
        <>
          <DayField
            label="From"
            edge="start"
            value={from}
            onChange={(day) => onChange({ since: null, from: day, to })}
          />
          <DayField
            label="To"
            edge="end"
            value={to}
            onChange={(day) => onChange({ since: null, from, to: day })}
          />
        </>
      )}
    </>
  );
}
