import { describe, expect, it } from "vitest";

import type { SetCandidate } from "@/lib/delivery/contract";

import { MAXIMUM_MEMBERS, toggled, usualMembers } from "./choose-members";

const candidate = (name: string, isBehind: boolean, ...needs: string[]): SetCandidate => ({
  service: { id: `svc_${name}`, name },
  release: {
    id: "rel_1",
    number: 2,
    version: null,
    commitSha: null,
    subject: null,
    authorName: null,
    createdAt: "",
  },
  replaces: null,
  isBehind,
  needs,
});

describe("the members of a new set", () => {
  it("are whatever is behind, with what that needs although it is new there", () => {
    const candidates = [
      candidate("shop", true, "tides"),
      candidate("tides", false),
      candidate("notes", false),
    ];
    expect(usualMembers(candidates)).toEqual(["shop", "tides"]);
  });

  it("are left to the person where there are more than a set can hold", () => {
    const many = Array.from({ length: MAXIMUM_MEMBERS + 1 }, (_, index) => candidate(`s${index}`, true));
    expect(usualMembers(many)).toEqual([]);
    expect(usualMembers(many.slice(1))).toHaveLength(MAXIMUM_MEMBERS);
  });

  it("come with what they need, and go alone", () => {
    const shop = candidate("shop", true, "tides");
    expect(toggled(["buoys"], shop)).toEqual(["buoys", "shop", "tides"]);
    expect(toggled(["buoys", "shop", "tides"], shop)).toEqual(["buoys", "tides"]);
  });
});
