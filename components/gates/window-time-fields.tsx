"use client";

import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { WEEKDAYS } from "@/db/enums";

import { DAY_WORDS } from "./window-words";

type TimeFieldProps = {
  label: string;
  value: string;
  onChange: (text: string) => void;
  error: string | undefined;
};

/** A day of the week and a time: "fri 16:00". */
export function WeekTimeField({ label, value, onChange, error }: TimeFieldProps) {
  const [day = "mon", time = "00:00"] = value.split(" ");
  return (
    <Field label={label} error={error}>
      {(control) => (
        <div className="flex gap-2">
          <Select
            {...control}
            value={day}
            onChange={({ currentTarget }) => onChange(`${currentTarget.value} ${time}`)}
          >
            {WEEKDAYS.map((each) => (
              <option key={each} value={each}>
                {DAY_WORDS[each]}
              </option>
            ))}
          </Select>
          <Input
            type="time"
            aria-label={`${label}, time`}
            required
            value={time}
            onChange={({ currentTarget }) => onChange(`${day} ${currentTarget.value}`)}
          />
        </div>
      )}
    </Field>
  );
}

/** Month, day and a time of every year: "12-20 16:00". */
export function YearTimeField({ label, value, onChange, error }: TimeFieldProps) {
  const [date = "01-01", time = "00:00"] = value.split(" ");
  const [month = "01", day = "01"] = date.split("-");
  return (
    <Field label={label} error={error}>
      {(control) => (
        <div className="flex gap-2">
          <Input
            {...control}
            type="number"
            min={1}
            max={31}
            required
            value={String(Number(day))}
            onChange={({ currentTarget }) =>
              onChange(`${month}-${currentTarget.value.padStart(2, "0")} ${time}`)
            }
            className="w-16!"
          />
          <Select
            aria-label={`${label}, month`}
            value={month}
            onChange={({ currentTarget }) => onChange(`${currentTarget.value}-${day} ${time}`)}
          >
            {MONTHS.map((name, index) => (
              <option key={name} value={String(index + 1).padStart(2, "0")}>
                {name}
              </option>
            ))}
          </Select>
          <Input
            type="time"
            aria-label={`${label}, time`}
            required
            value={time}
            onChange={({ currentTarget }) => onChange(`${month}-${day} ${currentTarget.value}`)}
          />
        </div>
      )}
    </Field>
  );
}

const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
] as const;
