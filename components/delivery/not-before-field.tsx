"use client";

import { useState } from "react";

import { usePreferences } from "@/components/preferences/preferences-provider";
import { instantOf } from "@/components/time/zoned-day";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";

type NotBeforeFieldProps = {
  /** ISO instant; undefined for at once. */
  onChange: (instant: string | undefined) => void;
  error?: string | undefined;
};

/** Asks for a later time, by the clocks of the viewer. Folded away, because mostly it is now. */
export function NotBeforeField({ onChange, error }: NotBeforeFieldProps) {
  const { timeZone } = usePreferences();
  const [text, setText] = useState("");
  const [past, setPast] = useState(false);
  const change = (wallTime: string) => {
    setText(wallTime);
    const instant = instantOf(wallTime, timeZone);
    const isPast = instant !== undefined && instant <= new Date();
    setPast(isPast);
    onChange(isPast ? undefined : instant?.toISOString());
  };
  return (
    <details>
      <summary className="w-fit rounded-sm text-fg-muted hover:text-fg">At a later time</summary>
      <Field
        className="mt-2"
        label="Not before"
        hint={`By the clocks of ${timeZone.replaceAll("_", " ")}. What stands in the way is worked out for that time.`}
        error={error ?? (past ? "This time has passed already, so it would start at once." : undefined)}
      >
        {(control) => (
          <Input
            {...control}
            type="datetime-local"
            value={text}
            onChange={({ currentTarget }) => change(currentTarget.value)}
            className="w-56!"
          />
        )}
      </Field>
    </details>
  );
}
