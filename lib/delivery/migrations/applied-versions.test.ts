import { expect, test } from "vitest";

import { appliedIn } from "./applied-versions";

const NAMES = ["0001_users", "0002_names", "0010_gone"];

test.each([
  ["names, one per line", ["0001_users", "0002_names"], ["0001_users", "0002_names"]],
  ["file names", ["0001_users.sql", "0002_names.up.sql"], ["0001_users", "0002_names"]],
  ["dbmate", ["[X] 0001_users.sql", "[ ] 0002_names.sql", "", "Applied: 1", "Pending: 1"], ["0001_users"]],
  [
    "goose",
    [
      "    Applied At                  Migration",
      "Sun Jan  6 11:25:03 2013 -- 0001_users.sql",
      "Pending -- 0002_names.sql",
    ],
    ["0001_users"],
  ],
  ["bare versions", ["1", "10"], ["0001_users", "0010_gone"]],
  ["JSON", ['["0001_users", "0002_names"]'], ["0001_users", "0002_names"]],
  ["what this release does not have", ["0001_users", "0099_newer"], ["0001_users", "0099_newer"]],
  ["prose and nothing else", ["No migrations found in the database"], []],
])("reads %s", (_how, lines, expected) => {
  expect([...appliedIn(lines, NAMES).keys()]).toEqual(expected);
});

test("keeps how the command calls each of them", () => {
  expect(Object.fromEntries(appliedIn(["[X] 0001_users.up.sql", "2", "0010_gone"], NAMES))).toEqual({
    "0001_users": "0001_users.up.sql",
    "0002_names": "2",
    "0010_gone": "0010_gone",
  });
});
