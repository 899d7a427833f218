import { z } from "zod";

import { WEEKDAYS } from "@/db/enums";

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "must be a time of the day such as 16:00");
const weekday = z.enum(WEEKDAYS);
const weekTime = z
  .string()
  .regex(
    /^(mon|tue|wed|thu|fri|sat|sun) ([01]\d|2[0-3]):[0-5]\d$/,
    "must be a day and a time such as fri 16:00",
  );
const yearTime = z
  .string()
  .regex(
    /^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])( ([01]\d|2[0-3]):[0-5]\d)?$/,
    "must be month and day such as 12-20, with a time if need be: 12-20 16:00",
  );
const dateTime = z
  .string()
  .regex(/^\d{4}-\d\d-\d\d[T ]([01]\d|2[0-3]):[0-5]\d$/, "must be a date and time such as 2026-12-20 16:00")
  .refine((text) => !Number.isNaN(Date.parse(`${text.replace(" ", "T")}Z`)), "is not a date of the calendar");

/**
 * A stretch of time, once or again and again, as people say it: by the clock on the wall. What it means in instants
 * depends on the zone it is read in, so a weekend stays a weekend when clocks change.
 */
export const Window = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("once"), from: dateTime, until: dateTime }),
  z.strictObject({
    kind: z.literal("daily"),
    days: z
      .array(weekday)
      .min(1)
      .max(7)
      .default([...WEEKDAYS]),
    from: time,
    until: time.describe("Of the next day when it is not later than `from`."),
  }),
  z.strictObject({ kind: z.literal("weekly"), from: weekTime, until: weekTime }),
  z.strictObject({ kind: z.literal("yearly"), from: yearTime, until: yearTime }),
]);
export type Window = z.infer<typeof Window>;

export const TimeZone = z
  .string()
  .min(1)
  .max(60)
  .refine((name) => {
    try {
      return Boolean(new Intl.DateTimeFormat("en", { timeZone: name }));
    } catch {
      return false;
    }
  }, "must be a time zone such as Europe/Berlin");
