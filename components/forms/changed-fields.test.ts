import { expect, it } from "vitest";

import { changedFields } from "./changed-fields";

it("sends what the person changed, and nothing of what they left alone", () => {
  const opened = { deployRole: "operator", isProduction: true, settleMs: 10_000, extra: 1 };
  const { extra: _notAsked, ...asked } = opened;
  expect(changedFields(opened, asked)).toEqual({});
  expect(changedFields(opened, { ...asked, settleMs: 0, isProduction: false })).toEqual({
    settleMs: 0,
    isProduction: false,
  });
});
