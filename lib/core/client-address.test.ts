import { expect, test } from "vitest";

import { clientAddress } from "./client-address";

test.each([
  ["192.0.2.7", 0, "192.0.2.7"],
  ["6.6.6.6, 192.0.2.7", 0, "192.0.2.7"],
  ["6.6.6.6, 192.0.2.7, 10.0.0.1", 1, "192.0.2.7"],
  ["6.6.6.6, 192.0.2.7, 10.0.0.2, 10.0.0.1", 2, "192.0.2.7"],
  ["10.0.0.1", 1, "10.0.0.1"],
  ["::ffff:192.0.2.7", 0, "192.0.2.7"],
  ["2001:db8::7", 0, "2001:db8::7"],
  ["192.0.2.7, unknown", 0, undefined],
  [`${"1".repeat(5_000)}, 10.0.0.1`, 1, undefined],
  ["'; drop table users, 10.0.0.1", 1, undefined],
  ["", 0, undefined],
  [null, 0, undefined],
])("%j behind %i proxies comes from %j", (header, proxies, expected) => {
  expect(clientAddress(header, proxies, true)).toBe(expected);
});

test("nothing is believed when nobody has appended the address of the socket", () => {
  expect(clientAddress("192.0.2.7", 0, false)).toBeUndefined();
});
