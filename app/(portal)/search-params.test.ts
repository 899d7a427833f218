import { expect, test } from "vitest";

import { filterOf as auditFilterOf, loadAuditSearch } from "./audit/search-params";
import { filterOf, loadDeploymentSearch } from "./deployments/search-params";

const UNREADABLE = [
  "+275760-09-12",
  "-000001-01-01",
  "+275760-09-12T00:00:00.000Z",
  "yesterday",
  "2026-13-45",
];

test.each(UNREADABLE)("%s is no time, so it filters nothing", (text) => {
  const search = { from: text, to: text };
  expect(filterOf(loadDeploymentSearch(search), Date.now())).toEqual({});
  expect(auditFilterOf(loadAuditSearch(search))).toMatchObject({ from: undefined, to: undefined });
});

test("a day of the audit trail is a whole one, in UTC", () => {
  expect(auditFilterOf(loadAuditSearch({ from: "2026-01-31", to: "2026-01-31" }))).toMatchObject({
    from: "2026-01-31T00:00:00.000Z",
    to: "2026-01-31T23:59:59.999Z",
  });
});
