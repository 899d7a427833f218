import { expect, test } from "vitest";
import { z } from "zod";

import { defineAction } from "./action";
import { refuseUnstorable } from "./unstorable-text";

test.each(["a\u0000b", "\ud800"])(
  "an action refuses %j by its field, before anything is asked",
  async (text) => {
    const action = defineAction(z.object({ reason: z.string() }), async () => "done");
    expect(await action({ reason: text })).toMatchObject({
      ok: false,
      code: "invalid",
      fields: [{ path: "reason", message: "This text holds a character that cannot be kept." }],
    });
  },
);

test("whole characters of any script pass", () => {
  expect(() => refuseUnstorable({ name: "Zoë 🚢", list: ["a", undefined, 5, null] })).not.toThrow();
});
