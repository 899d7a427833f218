"use client";

import { useState } from "react";

import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";

const UNITS = [
  { word: "seconds", ms: 1_000 },
  { word: "minutes", ms: 60_000 },
  { word: "hours", ms: 3_600_000 },
  { word: "days", ms: 86_400_000 },
];
const SECOND = UNITS[0];

type DurationFieldProps = {
  label: string;
  hint?: string;
  error?: string | undefined;
  optional?: boolean;
  /** The form gets milliseconds under this name; an empty text when nothing is entered. */
  name: string;
  /** Undefined leaves the field empty. */
  initialMs: number | undefined;
  placeholder?: string;
};

/** A duration as a number and its unit, because nobody counts an hour in milliseconds. */
export function DurationField({
  label,
  hint,
  error,
  optional,
  name,
  initialMs,
  placeholder,
}: DurationFieldProps) {
  const [unitMs, setUnitMs] = useState(() => fittingUnitMs(initialMs));
  const [amount, setAmount] = useState(() => (initialMs === undefined ? "" : String(initialMs / unitMs)));
  const ms = amount === "" ? "" : String(Math.round(Number(amount) * unitMs));
  return (
    <Field label={label} hint={hint} error={error} optional={optional}>
      {(control) => (
        <div className="flex max-w-60 gap-2">
          <input type="hidden" name={name} value={ms} />
          <Input
            {...control}
            type="number"
            min={0}
            step="any"
            inputMode="decimal"
            value={amount}
            placeholder={placeholder}
            onChange={({ currentTarget }) => setAmount(currentTarget.value)}
            className="flex-1"
          />
          <Select
            aria-label={`Unit of ${label}`}
            value={unitMs}
            onChange={({ currentTarget }) => setUnitMs(Number(currentTarget.value))}
            className="flex-1"
          >
            {UNITS.map((unit) => (
              <option key={unit.word} value={unit.ms}>
                {unit.word}
              </option>
            ))}
          </Select>
        </div>
      )}
    </Field>
  );
}

/** The largest unit that says it in a whole number. */
function fittingUnitMs(ms: number | undefined): number {
  const fitting = UNITS.findLast((unit) => ms !== undefined && ms > 0 && ms % unit.ms === 0);
  return (fitting ?? SECOND)?.ms ?? 1_000;
}
