import { describe, expect, it } from "vitest";

import { type CheckIn, CronSchedule } from "../contract";
import { nextDue } from "../schedule/next-due";
import { wordsOf } from "../schedule/schedule-words";
import { followCheckIn, type Monitor } from "./follow-check-in";
import { missRuns } from "./miss-runs";

const at = (clock: string) => Date.parse(`2026-11-28T${clock}Z`);
const clock = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString().slice(11, 19));
const hourly: Monitor = {
  schedule: { type: "crontab", value: "0 * * * *" },
  timeZone: "UTC",
  marginMinutes: 5,
  maxRuntimeMinutes: 10,
  status: "waiting",
  lastCheckInMs: null,
  dueMs: null,
};
const told = (status: CheckIn["status"], more: Partial<CheckIn> = {}): CheckIn => ({
  slug: "nightly",
  checkInId: null,
  status,
  durationMs: null,
  release: null,
  traceId: null,
  config: null,
  ...more,
});

describe("when a task is due", () => {
  const next = (schedule: object, timeZone: string, after: string) => {
    const due = nextDue(CronSchedule.parse(schedule), timeZone, Date.parse(after));
    return due === undefined ? undefined : new Date(due).toISOString();
  };
  const crontab = (value: string) => ({ type: "crontab", value });

  it.each([
    [crontab("*/5 * * * *"), "UTC", "2026-11-28T09:00:00Z", "2026-11-28T09:05:00.000Z"],
    [crontab("0 3 * * *"), "Europe/Berlin", "2026-11-28T09:00:00Z", "2026-11-29T02:00:00.000Z"],
    [crontab("0 0 30,31 FEB,MAR *"), "UTC", "2026-11-28T09:00:00Z", "2027-03-30T00:00:00.000Z"],
    [crontab("0 0 31 2 1"), "UTC", "2026-11-28T09:00:00Z", "2027-02-01T00:00:00.000Z"],
    [crontab("0 0 29 2 *"), "UTC", "2026-11-28T09:00:00Z", "2028-02-29T00:00:00.000Z"],
    [crontab("0 0 L 2 *"), "UTC", "2026-11-28T09:00:00Z", "2027-02-28T00:00:00.000Z"],
    [crontab("@daily"), "UTC", "2026-11-28T09:00:00Z", "2026-11-29T00:00:00.000Z"],
    // The hour that there is not in spring, and the one that comes twice in autumn.
    [crontab("30 2 * * *"), "Europe/Berlin", "2027-03-27T12:00:00Z", "2027-03-28T01:00:00.000Z"],
    [crontab("30 2 * * *"), "Europe/Berlin", "2026-10-24T12:00:00Z", "2026-10-25T00:30:00.000Z"],
    [{ type: "interval", value: 2, unit: "hour" }, "UTC", "2026-11-28T09:01:02Z", "2026-11-28T11:01:02.000Z"],
    [
      { type: "interval", value: 1, unit: "month" },
      "UTC",
      "2027-01-31T09:00:00Z",
      "2027-02-28T09:00:00.000Z",
    ],
    [
      { type: "interval", value: 1, unit: "day" },
      "Europe/Berlin",
      "2027-03-27T12:00:00Z",
      "2027-03-28T11:00:00.000Z",
    ],
  ])("%o in %s after %s", (schedule, timeZone, after, due) => {
    expect(next(schedule, timeZone, after)).toBe(due);
  });

  it.each([
    [crontab("0 0 30 2 *"), "UTC"],
    [crontab("0 0 31 2,APR-NOV/5 *"), "UTC"],
    [crontab("0 0 1 * +1"), "UTC"],
    [crontab("0 25 * * *"), "UTC"],
    [crontab("* * * * * *"), "UTC"],
    [crontab("2026-12-01T00:00:00"), "UTC"],
    [crontab("@reboot"), "UTC"],
    [crontab("0 3 * * *"), "Mars/Olympus"],
    [{ type: "interval", value: 1, unit: "day" }, "Mars/Olympus"],
    [{ type: "interval", value: 1_000_000, unit: "year" }, "UTC"],
  ])("nobody can say for %o in %s", (schedule, timeZone) => {
    expect(next(schedule, timeZone, "2026-11-28T09:00:00Z")).toBeUndefined();
  });

  it("is said anew before and after what was said last", () => {
    const instants = ["10:30", "10:59:59.999", "11:00", "09:00", "10:00", "10:30"].map(
      (time) => `2026-11-28T${time}Z`,
    );
    const hours = instants.map((after) => next(crontab("0 * * * *"), "UTC", after)?.slice(11, 13));
    expect(hours).toEqual(["11", "11", "12", "10", "11", "11"]);
  });

  it("nobody looks for long for days that are in no year", () => {
    for (let minute = 0; minute < 2_000; minute += 1)
      expect(
        next(
          crontab(`${minute % 60} ${minute % 24} 30 2 *`),
          `Etc/GMT+${minute % 12}`,
          "2026-11-28T09:00:00Z",
        ),
      ).toBe(undefined);
  });

  it("is said in words, and as it was sent where there are none", () => {
    expect(
      [
        crontab("*/5 * * * *"),
        crontab("0 3 * * 1-5"),
        { type: "interval", value: 1, unit: "hour" },
        { type: "interval", value: 2, unit: "week" },
        crontab("never"),
      ].map((schedule) => wordsOf(CronSchedule.parse(schedule))),
    ).toEqual(["Every 5 minutes", "At 03:00, Monday through Friday", "Every hour", "Every 2 weeks", "never"]);
  });
});

describe("a run", () => {
  const begun = followCheckIn(hourly, undefined, told("in_progress"), at("10:00:02"));

  it("begins, and leaves how the monitor stands until it ends", () => {
    expect(begun).toMatchObject({
      monitor: { status: "waiting", dueMs: at("11:00:00") },
      run: { status: "in_progress", startedMs: at("10:00:02"), overdueMs: at("10:10:02") },
    });
    expect(followCheckIn(begun.monitor, begun.run, told("error"), at("10:02:02"))).toMatchObject({
      monitor: { status: "error" },
      run: { status: "error", durationMs: 120_000, endedMs: at("10:02:02"), overdueMs: null },
    });
  });

  it("ends once, whatever comes late, and also after it was given up", () => {
    const ended = followCheckIn(hourly, undefined, told("ok", { durationMs: 3_000 }), at("10:00:05"));
    expect(ended.run.startedMs).toBe(at("10:00:02"));
    for (const status of ["in_progress", "error"] as const) {
      const after = followCheckIn(ended.monitor, ended.run, told(status), at("10:00:06"));
      expect([after.run, after.monitor.status]).toEqual([ended.run, "ok"]);
    }
    const overrun = { ...begun.run, status: "overrun" as const };
    expect(followCheckIn(begun.monitor, overrun, told("ok"), at("10:20:02")).run.status).toBe("ok");
  });

  it("that begins a moment early is the one that was due, and no run more", () => {
    const early = followCheckIn(
      { ...hourly, dueMs: at("10:00:00") },
      undefined,
      told("in_progress"),
      at("09:59:50"),
    );
    expect(clock(early.monitor.dueMs)).toBe("11:00:00");
    const other = followCheckIn(
      { ...hourly, dueMs: at("10:00:00") },
      undefined,
      told("in_progress"),
      at("09:40:00"),
    );
    expect(clock(other.monitor.dueMs)).toBe("10:00:00");
  });

  it("that ends while the next one is late already leaves that one to be missed", () => {
    const ended = followCheckIn(begun.monitor, begun.run, told("ok"), at("11:04:00"));
    expect(clock(ended.monitor.dueMs)).toBe("11:00:00");
    const schedule = { type: "interval", value: 1, unit: "hour" } as const;
    const begunAt = followCheckIn({ ...hourly, schedule }, undefined, told("in_progress"), at("10:00:00"));
    const later = followCheckIn(begunAt.monitor, begunAt.run, told("ok"), at("10:20:00"));
    expect(clock(later.monitor.dueMs)).toBe("11:20:00");
  });

  it("of another schedule is due by that one from then on, and by the same one never earlier than it was", () => {
    const schedule = { type: "interval", value: 5, unit: "minute" } as const;
    const config = { schedule, timeZone: "UTC", marginMinutes: 1, maxRuntimeMinutes: 30 };
    const changed = followCheckIn(
      { ...hourly, dueMs: at("11:00:00") },
      undefined,
      told("ok", { config }),
      at("10:01:00"),
    );
    expect([clock(changed.monitor.dueMs), changed.monitor.marginMinutes]).toEqual(["10:06:00", 1]);
    const again = { type: "interval", unit: "minute", value: 5 } as const;
    const same = followCheckIn(
      { ...changed.monitor, dueMs: at("10:30:00") },
      undefined,
      told("ok", { config: { ...config, schedule: again } }),
      at("10:02:00"),
    );
    expect(clock(same.monitor.dueMs)).toBe("10:30:00");
  });
});

describe("runs that did not begin", () => {
  const missed = (now: string, due: string, more: Partial<Monitor> = {}) => {
    const found = missRuns({ ...hourly, ...more, dueMs: at(due) }, at(now));
    return [...found.missed.map(({ status, dueMs }) => [status, clock(dueMs)]), clock(found.dueMs)];
  };

  it("are missed when their margin is over, and the next one is looked for", () => {
    expect(missed("10:04:59", "10:00:00")).toEqual(["10:00:00"]);
    expect(missed("10:05:10", "10:00:00")).toEqual([["missed", "10:00:00"], "11:00:00"]);
  });

  it("of a short interval are each missed, also when a look came late", () => {
    const everyMinute = { schedule: { type: "crontab", value: "* * * * *" }, marginMinutes: 1 } as const;
    expect(missed("10:02:30", "10:00:00", everyMinute)).toEqual([
      ["missed", "10:00:00"],
      ["missed", "10:01:00"],
      "10:02:00",
    ]);
  });

  it("while nobody looked are not known, and said once", () => {
    const everyMinute = { schedule: { type: "crontab", value: "* * * * *" }, marginMinutes: 1 } as const;
    expect(missed("12:30:20", "10:00:00", everyMinute)).toEqual([["unseen", "10:00:00"], "12:31:00"]);
  });
});
