import { expect, test } from "vitest";

import { suggestName } from "./suggest-name";

test.each([
  ["https://github.com/acme/Web_Shop.git", "", "web-shop"],
  ["git@github.com:acme/checkout.git", "", "checkout"],
  ["/home/ada/src/notes/", "", "notes"],
  ["/srv/mono", "services/2fa-gate", "fa-gate"],
  [`/srv/${"long".repeat(20)}`, "", "long".repeat(10)],
  ["", "", ""],
  ["/srv/---", "", ""],
])("the source %s %s suggests the name %s", (url, folder, name) => {
  expect(suggestName(url, folder)).toBe(name);
});
