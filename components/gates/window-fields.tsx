"use client";

import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { WEEKDAYS } from "@/db/enums";
import type { Window } from "@/lib/gates/contract";

import { WeekTimeField, YearTimeField } from "./window-time-fields";
import { DAY_WORDS } from "./window-words";

const KIND_WORDS: Record<Window["kind"], string> = {
  once: "Once",
  daily: "On days of the week",
  weekly: "From one day of the week to another",
  yearly: "Every year",
};
const KINDS = ["weekly", "daily", "once", "yearly"] as const;

type WindowFieldsProps = {
  value: Window;
  onChange: (window: Window) => void;
  /** What the kinds begin with where nothing was said yet. */
  starts: Record<Window["kind"], Window>;
  problems?: Readonly<Record<string, string>>;
};

/** A stretch of time, once or again and again, by the clock on the wall. */
export function WindowFields({ value, onChange, starts, problems = {} }: WindowFieldsProps) {
  return (
    <div className="flex flex-col gap-4">
      <Field label="When" error={problems["window"]}>
        {(control) => (
          <Select
            {...control}
            value={value.kind}
            onChange={({ currentTarget }) => {
              const kind = KINDS.find((each) => each === currentTarget.value);
              if (kind) onChange(starts[kind]);
            }}
            className="max-w-72"
          >
            {KINDS.map((kind) => (
              <option key={kind} value={kind}>
                {KIND_WORDS[kind]}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {value.kind === "daily" && <DayFields value={value} onChange={onChange} />}
      <div className="grid gap-4 sm:grid-cols-2">
        {(["from", "until"] as const).map((edge) => (
          <EdgeField
            key={`${value.kind} ${edge}`}
            label={edge === "from" ? "From" : "To"}
            kind={value.kind}
            value={value[edge]}
            onChange={(text) => onChange({ ...value, [edge]: text })}
            error={problems[`window.${edge}`] ?? problems[edge]}
          />
        ))}
      </div>
    </div>
  );
}

type EdgeFieldProps = {
  label: string;
  kind: Window["kind"];
  value: string;
  onChange: (text: string) => void;
  error: string | undefined;
};

function EdgeField({ label, kind, value, onChange, error }: EdgeFieldProps) {
  if (kind === "weekly") {
    return <WeekTimeField label={label} value={value} onChange={onChange} error={error} />;
  }
  if (kind === "yearly") {
    return <YearTimeField label={label} value={value} onChange={onChange} error={error} />;
  }
  return (
    <Field label={label} error={error}>
      {(control) => (
        <Input
          {...control}
          type={kind === "once" ? "datetime-local" : "time"}
          required
          value={value.replace(" ", "T")}
          onChange={({ currentTarget }) => onChange(currentTarget.value)}
        />
      )}
    </Field>
  );
}

type Daily = Extract<Window, { kind: "daily" }>;

function DayFields({ value, onChange }: { value: Daily; onChange: (window: Window) => void }) {
  return (
    <fieldset className="flex flex-col gap-1.5">
      <legend className="mb-1.5 font-medium">Days</legend>
      <div className="flex flex-wrap gap-x-4 gap-y-2">
        {WEEKDAYS.map((day) => (
          <Checkbox
            key={day}
            label={DAY_WORDS[day]}
            checked={value.days.includes(day)}
            onChange={({ currentTarget }) => {
              const isOn = currentTarget.checked;
              const days = WEEKDAYS.filter((each) => (each === day ? isOn : value.days.includes(each)));
              if (days.length > 0) onChange({ ...value, days });
            }}
          />
        ))}
      </div>
    </fieldset>
  );
}
