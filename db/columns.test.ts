import { expect, test } from "vitest";

import { idAt, newId } from "./columns";

test.each(["-271821-04-20T00:00:00Z", "1969-12-31T23:59:59Z", "1970-01-01T00:00:00Z"])(
  "no id is older than %s",
  (instant) => {
    expect(idAt("dep", new Date(instant))).toBe("dep_" + "0".repeat(26));
  },
);

test.each(["9999-12-31T23:59:59Z", "+275760-09-12T00:00:00Z"])(
  "no id of today is newer than %s",
  (instant) => {
    expect(idAt("dep", new Date(instant)) > newId("dep")).toBe(true);
  },
);
