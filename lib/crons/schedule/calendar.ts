const LONGEST = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

/**
 * Whether any year has a day that a crontab of five fields names: 30 February is in none. What cannot be read is not
 * judged here. With weekdays there always is one, because either of the two is enough.
 */
export function isOnCalendar(expression: string): boolean {
  const [, , days = "*", months = "*", weekdays = ""] = expression.split(/\s+/);
  if (weekdays !== "*" && weekdays !== "?") return true;
  const first = Math.min(...days.split(",").map((part) => Number(/^\d+/.exec(part)?.[0] ?? 1)));
  return months
    .split(",")
    .some((part) => monthsOf(part).some((month) => (LONGEST[month - 1] ?? 31) >= first));
}

/** `2`, `FEB`, `4-6/2`, `*` or `*\/3`. */
function monthsOf(part: string): number[] {
  const [range = "", step = "1"] = part.split("/");
  const [from = "", to = from] = range === "*" || range === "?" ? ["1", "12"] : range.split("-");
  const [first, last] = [monthOf(from), monthOf(to)];
  const every = Math.max(1, Number(step) || 1);
  return LONGEST.flatMap((_, at) => {
    const month = at + 1;
    return month >= first && month <= last && (month - first) % every === 0 ? [month] : [];
  });
}

function monthOf(word: string): number {
  const named = MONTHS.indexOf(word.slice(0, 3).toUpperCase());
  return named < 0 ? Number(word) : named + 1;
}
