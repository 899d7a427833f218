import { wallClockIn } from "@/components/time/wall-clock";
import type { Window } from "@/lib/gates/contract";

const HOUR_MS = 3_600_000;

/** What somebody most likely means by each kind of freeze. */
export const firstFreezes = (timeZone: string, now = new Date()): Record<Window["kind"], Window> => ({
  once: {
    kind: "once",
    from: wallClockIn(timeZone, now),
    until: wallClockIn(timeZone, new Date(now.getTime() + 4 * HOUR_MS)),
  },
  daily: { kind: "daily", days: ["sat", "sun"], from: "00:00", until: "00:00" },
  weekly: { kind: "weekly", from: "fri 16:00", until: "mon 08:00" },
  yearly: { kind: "yearly", from: "12-20 00:00", until: "01-02 00:00" },
});

/** When people who look after a deployment are at work. */
export const firstOpenings = (timeZone: string, now = new Date()): Record<Window["kind"], Window> => ({
  ...firstFreezes(timeZone, now),
  daily: { kind: "daily", days: ["mon", "tue", "wed", "thu", "fri"], from: "09:00", until: "16:00" },
  weekly: { kind: "weekly", from: "mon 09:00", until: "fri 16:00" },
});
