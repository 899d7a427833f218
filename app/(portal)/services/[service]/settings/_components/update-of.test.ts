import { expect, it } from "vitest";

import { UpdateService, type ServiceView } from "@/lib/catalog/contract";

import { updateOf, valuesIn, valuesOf } from "./update-of";

const opened: ServiceView = {
  id: "svc_1",
  name: "tides",
  description: "When to sail",
  repository: { url: "/srv/tides", branch: "stable" },
  settings: { startCommand: "node tides.mjs", singlePage: true, readinessDeadlineMs: 5_000 },
  owner: null,
  createdAt: "2026-11-23T14:05:12.000Z",
};
const typed = (changes: Record<string, string>) => {
  const form = new FormData();
  for (const [name, value] of Object.entries({ ...valuesOf(opened), ...changes })) form.set(name, value);
  // What is undefined does not travel.
  return JSON.parse(JSON.stringify(updateOf("svc_1", valuesOf(opened), valuesIn(form))));
};

it("sends nothing of a field that was left alone", () => {
  expect(typed({})).toEqual({ id: "svc_1", repository: {}, settings: {} });
  expect(typed({ healthPath: " /healthy " })).toEqual({
    id: "svc_1",
    repository: {},
    settings: { healthPath: "/healthy" },
  });
});

it("takes away what was emptied, and keeps each kind of value", () => {
  const update = typed({
    description: "",
    branch: "",
    startCommand: "",
    singlePage: "no",
    readinessDeadlineMs: "9000",
  });
  expect(update).toEqual({
    id: "svc_1",
    description: "",
    repository: { branch: null },
    settings: { startCommand: null, singlePage: false, readinessDeadlineMs: 9_000 },
  });
  expect(UpdateService.safeParse(update).success).toBe(true);
});
