"use client";

import { useState } from "react";

import { Input } from "@/components/ui/input";
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
          <Day label="From" value={from} onChange={(day) => onChange({ since: null, from: day, to })} />
          <span aria-hidden className="text-fg-muted">
            –
          </span>
          <Day label="To" value={to} endOfDay onChange={(day) => onChange({ since: null, from, to: day })} />
        </>
      )}
    </>
  );
}

type DayProps = {
  label: string;
  value: Date | null;
  endOfDay?: boolean;
  onChange: (instant: Date | null) => void;
};

function Day({ label, value, endOfDay = false, onChange }: DayProps) {
  return (
    <Input
      type="date"
      aria-label={label}
      defaultValue={value ? dayOf(value) : ""}
      key={value?.getTime()}
      suppressHydrationWarning
      onChange={({ currentTarget }) => {
        if (currentTarget.value === "") return onChange(null);
        const instant = new Date(`${currentTarget.value}T${endOfDay ? "23:59:59.999" : "00:00:00"}`);
        // While a year is being typed the browser reports years such as 0002.
        if (instant.getFullYear() >= 2000) onChange(instant);
      }}
      className="w-36!"
    />
  );
}

/** The day in the viewer's calendar, as a date control wants it. */
function dayOf(instant: Date): string {
  const part = (number: number) => String(number).padStart(2, "0");
  return `${instant.getFullYear()}-${part(instant.getMonth() + 1)}-${part(instant.getDate())}`;
}
