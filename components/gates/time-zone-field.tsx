"use client";

import { useId } from "react";

import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";

type TimeZoneFieldProps = { value: string; onChange: (timeZone: string) => void; error?: string | undefined };

/** Whose clock a window hangs on. Typing finds it in the list. */
export function TimeZoneField({ value, onChange, error }: TimeZoneFieldProps) {
  const listId = useId();
  return (
    <Field
      label="Time zone"
      hint="The window follows the clock there, also when it changes for summer."
      error={error ?? (isTimeZone(value) ? undefined : "Name a time zone such as Europe/Berlin.")}
    >
      {(control) => (
        <>
          <Input
            {...control}
            value={value}
            onChange={({ currentTarget }) => onChange(currentTarget.value)}
            list={listId}
            autoComplete="off"
            spellCheck={false}
            className="max-w-72"
          />
          <datalist id={listId}>
            {["UTC", ...Intl.supportedValuesOf("timeZone")].map((zone) => (
              <option key={zone}>{zone}</option>
            ))}
          </datalist>
        </>
      )}
    </Field>
  );
}

export function isTimeZone(name: string): boolean {
  if (name === "") return false;
  try {
    return Boolean(new Intl.DateTimeFormat("en", { timeZone: name }));
  } catch {
    return false;
  }
}
