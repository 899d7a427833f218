import { expect, test } from "vitest";

import { windowInWords } from "./window-words";

test.each([
  [
    { kind: "once", from: "2026-12-20 16:00", until: "2027-01-03T08:00" },
    "from 20 Dec 2026, 16:00 to 3 Jan 2027, 08:00",
  ],
  [
    { kind: "daily", days: ["mon", "tue", "wed", "thu", "fri"], from: "09:00", until: "16:00" },
    "Mon to Fri from 09:00 to 16:00",
  ],
  [
    { kind: "daily", days: ["sat", "mon"], from: "22:00", until: "06:00" },
    "Mon, Sat from 22:00 to 06:00 of the next day",
  ],
  [{ kind: "weekly", from: "fri 16:00", until: "mon 08:00" }, "from Fri 16:00 to Mon 08:00, every week"],
  [{ kind: "yearly", from: "12-20", until: "01-02 08:00" }, "from 20 Dec to 2 Jan 08:00, every year"],
] as const)("says a window as people do: %j", (window, words) => {
  expect(windowInWords("days" in window ? { ...window, days: [...window.days] } : window)).toBe(words);
});
