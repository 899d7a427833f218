import { describe, expect, it } from "vitest";

import { approvalsExpireAt } from "./judge";
import { ago, now, stage, yes } from "./testing";

describe("approvals have to be there", () => {
  const asked = stage({ approvals: { count: 2, expires: "1h" } });
  const since = (minutes: number) => new Date(ago(minutes));
  it.each<[guarantee: string, of: Parameters<typeof approvalsExpireAt>[1], minutesAgo: number]>([
    ["so long after they were asked for", { requestedAt: since(90), approvals: [] }, 30],
    ["or after the time that was asked for", { requestedAt: since(90), notBefore: now, approvals: [] }, -60],
    [
      "or after enough of them grew too old, since something else held it",
      { requestedAt: since(400), approvals: [yes("a"), { ...yes("b"), at: since(150) }] },
      30,
    ],
    [
      "and one that is not enough moves nothing",
      { requestedAt: since(90), approvals: [yes("a"), { ...yes("b"), decision: "rejected" }] },
      30,
    ],
  ])("%s", (_, of, minutesAgo) => {
    expect(approvalsExpireAt(asked, of)).toEqual(since(minutesAgo));
  });
});
