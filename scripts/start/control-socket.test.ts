import { expect, test } from "vitest";

import { controlSocketPath as ruleOfTheTarget } from "../../lib/delivery/targets/local/socket-path";
import { controlSocketPath } from "./control-socket.mjs";

test("npm start looks for the local target where the local target listens, however deep the home is", () => {
  const homes = Array.from({ length: 150 }, (_, length) => `/${"h".repeat(length + 1)}`);
  expect(homes.map((home) => controlSocketPath(home))).toEqual(homes.map((home) => ruleOfTheTarget(home)));
});
