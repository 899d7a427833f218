import { expect, test } from "vitest";

import { whyNotDeployTo, type DeliveryAccess } from "./access";

const access: DeliveryAccess = {
  mayBuild: true,
  mayQuarantine: true,
  mayLiftQuarantine: false,
  deployTo: ["dev"],
  deployRoles: { dev: "developer", production: "operator", vault: "administrator" },
};

test("who may not deploy somewhere reads who may", () => {
  expect(whyNotDeployTo(access, "dev")).toBeUndefined();
  expect(whyNotDeployTo(access, "production")).toBe("Operators may deploy to production.");
  expect(whyNotDeployTo(access, "vault")).toBe("Administrators may deploy to vault.");
});
