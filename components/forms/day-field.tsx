"use client";

import { useState } from "react";

import { usePreferences } from "@/components/preferences/preferences-provider";
import { dayIn, edgeOfDay } from "@/components/time/zoned-day";
import { Input } from "@/components/ui/input";

type DayFieldProps = {
  label: string;
  value: Date | null;
  /** Which instant of the day is meant. */
  edge: "start" | "end";
  onChange: (instant: Date | null) => void;
};

/**
 * A day of the calendar in which times are shown. It counts once it is typed to the end, that is on leaving the field or
 * on Enter, because each part that is typed makes a day of its own.
 */
export function DayField({ label, value, edge, onChange }: DayFieldProps) {
  const { timeZone } = usePreferences();
  const day = value ? dayIn(timeZone, value) : "";
  const [text, setText] = useState(day);
  const [known, setKnown] = useState(day);
  // The URL may change without us, by Back, and the zone by the preference.
  if (day !== known) {
    setKnown(day);
    setText(day);
  }
  const commit = () => {
    if (text === day) return;
    const instant = edgeOfDay(text, edge, timeZone);
    if (instant || text === "") onChange(instant ?? null);
    else setText(day);
  };
  return (
    <label className="flex items-center gap-1.5 text-fg-muted">
      {label}
      <Input
        type="date"
        value={text}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
        onBlur={commit}
        onKeyDown={({ key }) => key === "Enter" && commit()}
        className="w-36!"
      />
    </label>
  );
}
