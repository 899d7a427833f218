import { WEEKDAYS, type Weekday } from "@/db/enums";
import type { Window } from "@/lib/gates/contract";

export const DAY_WORDS: Record<Weekday, string> = {
  mon: "Mon",
  tue: "Tue",
  wed: "Wed",
  thu: "Thu",
  fri: "Fri",
  sat: "Sat",
  sun: "Sun",
};

/** By the clock on the wall of its zone: "from Fri 16:00 to Mon 08:00, every week". */
export function windowInWords(window: Window): string {
  switch (window.kind) {
    case "once":
      return `from ${dateInWords(window.from)} to ${dateInWords(window.until)}`;
    case "daily": {
      const overnight = window.until <= window.from ? " of the next day" : "";
      return `${daysInWords(window.days)} from ${window.from} to ${window.until}${overnight}`;
    }
    case "weekly":
      return `from ${weekTimeInWords(window.from)} to ${weekTimeInWords(window.until)}, every week`;
    case "yearly":
      return `from ${yearTimeInWords(window.from)} to ${yearTimeInWords(window.until)}, every year`;
  }
}

/** "Europe/Berlin" and "America/New York", as people write them. */
export const zoneInWords = (timeZone: string) => timeZone.replaceAll("_", " ");

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;

const monthOf = (number: string | undefined) => MONTHS[Number(number) - 1] ?? "";

function dateInWords(text: string): string {
  const [date = "", time = ""] = text.split(/[T ]/);
  const [year, month, day] = date.split("-");
  return `${Number(day)} ${monthOf(month)} ${year}, ${time}`;
}

function daysInWords(days: readonly Weekday[]): string {
  if (days.length === WEEKDAYS.length) return "every day";
  const numbers = WEEKDAYS.flatMap((day, index) => (days.includes(day) ? [index] : []));
  const [first = 0, last = first] = [numbers[0], numbers.at(-1)];
  const isRow = numbers.length > 2 && last - first === numbers.length - 1;
  const word = (number: number) => DAY_WORDS[WEEKDAYS[number] ?? "mon"];
  return isRow ? `${word(first)} to ${word(last)}` : numbers.map(word).join(", ");
}

function weekTimeInWords(text: string): string {
  const [day, time = ""] = text.split(" ");
  const known = WEEKDAYS.find((each) => each === day);
  return `${known ? DAY_WORDS[known] : day} ${time}`;
}

function yearTimeInWords(text: string): string {
  const [date = "", time] = text.split(" ");
  const [month, day] = date.split("-");
  return `${Number(day)} ${monthOf(month)}${time === undefined ? "" : ` ${time}`}`;
}
