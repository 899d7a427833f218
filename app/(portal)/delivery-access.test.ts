import { expect, test } from "vitest";

import type { Actor } from "@/lib/core/context";

import { deliveryAccess } from "./delivery-access";

const person = (role: "developer" | "operator"): Actor => ({ type: "user", id: "usr_1", name: "Ada", role });

test("a developer may put a release in quarantine, but only an operator is offered to lift it", () => {
  const developer = deliveryAccess({ actor: person("developer") }, []);
  expect(developer).toMatchObject({ mayQuarantine: true, mayLiftQuarantine: false });
  const operator = deliveryAccess({ actor: person("operator") }, []);
  expect(operator).toMatchObject({ mayQuarantine: true, mayLiftQuarantine: true });
});
