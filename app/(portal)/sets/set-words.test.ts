import { expect, test } from "vitest";

import type { ReleaseSetStatus, SetMemberStatus } from "@/db/enums";
import type { ReleaseSetView, SetMemberView } from "@/lib/delivery/contract";

import { setSentence, setTitle } from "./set-words";

const release = {
  id: "rel_1",
  number: 2,
  version: null,
  commitSha: null,
  subject: null,
  authorName: null,
  createdAt: "",
};
const member = (name: string, status: SetMemberStatus): SetMemberView => ({
  service: { id: `svc_${name}`, name },
  release,
  replaces: null,
  status,
  trouble: null,
  deployment: null,
});
const set = (
  kind: ReleaseSetView["kind"],
  status: ReleaseSetStatus,
  ...waves: SetMemberView[][]
): ReleaseSetView => ({
  id: "set_1",
  kind,
  from: "staging",
  to: "production",
  status,
  trouble: null,
  reason: "",
  requestedByName: "Ada",
  createdAt: "",
  finishedAt: null,
  services: waves.flat().map(({ service }) => service.name),
  succeeded: waves.flat().filter((each) => each.status === "succeeded").length,
  waves,
  rollbackOf: null,
  rollbacks: [],
  hasWayBack: false,
});
const [done, going, next] = [
  member("buoys", "succeeded"),
  member("tides", "requested"),
  member("shop", "pending"),
];

test.each([
  [set("promote", "running", [done], [going], [next]), "Wave 2 of 3 is under way: tides."],
  [set("promote", "running", [done]), "It ends in a moment."],
  [
    set("promote", "stopped", [done], [member("tides", "failed")]),
    "It was stopped after 1 of 2. Nothing more begins until somebody decides.",
  ],
  [set("promote", "succeeded", [done]), "Everything was promoted to production."],
  [
    set("rollback", "succeeded", [done], [member("tides", "skipped")]),
    "Everything serves in production again as before, except 1 that was left out.",
  ],
  [
    set("promote", "canceled", [done], [next]),
    "Somebody ended it early. 1 of 2 came to production and stay there.",
  ],
])("a set says how it stands", (view, sentence) => {
  expect(setSentence(view)).toBe(sentence);
});

test("a set is named after what it holds and where that goes", () => {
  expect(setTitle(set("promote", "running", [done], [going]))).toBe("2 services to production");
  expect(setTitle(set("rollback", "running", [done]))).toBe("Rollback of buoys in production");
});
