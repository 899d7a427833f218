import { expect, test } from "vitest";

import { NOTIFICATION_KINDS } from "@/db/enums";

import { titleOf } from "../telling/titles";
import { KINDS, kindOf } from "./kinds";

test.each([
  ["deployment.failed", "deployment_failed"],
  ["deployment.errored", "deployment_failed"],
  ["deployment.succeeded", "deployment_succeeded"],
  ["deployment.rolled_back_auto", "rolled_back"],
  ["approval.requested", "approval_requested"],
  ["approval.granted", "approval_decided"],
  ["release.quarantined", "hold"],
  ["release.failed", "release_failed"],
  ["freeze.overridden", "freeze"],
  ["check.monitor_failed", "check_failed"],
  ["check.monitor_recovered", "check_recovered"],
  ["drift.detected", "drift"],
  ["gate.blocked", "promotion_blocked"],
  ["notification.channel_failed", "channel_failed"],
  ["deployment.cancel_requested", "other"],
  ["moon.landed", "other"],
  ["nonsense", "other"],
] as const)("%s is told as %s", (type, kind) => {
  expect(kindOf(type)).toBe(kind);
});

test("no type belongs to two kinds, and all kinds are told apart by their words", () => {
  const types = NOTIFICATION_KINDS.flatMap((kind) => KINDS[kind].types);
  expect(new Set(types).size).toBe(types.length);
  expect(new Set(NOTIFICATION_KINDS.map((kind) => KINDS[kind].label)).size).toBe(NOTIFICATION_KINDS.length);
});

test.each([
  ["deployment.failed", "shop #12 failed in production"],
  ["deployment.succeeded", "shop #12 is live in production"],
  ["deployment.requested", "shop #12 is on its way to production"],
  ["moon.landed_softly", "Moon landed softly: shop #12 in production"],
])("%s is told as “%s”", (type, title) => {
  expect(titleOf(type, { what: "shop #12", where: " in production", kind: "deploy" }).title).toBe(title);
});

test("going back is not told as going on", () => {
  const about = { what: "shop #11", where: " in production", kind: "rollback" } as const;
  expect(titleOf("deployment.succeeded", about).title).toBe("Back on shop #11 in production");
});
