import { describe, expect, it } from "vitest";

import { ROLES, TOKEN_SCOPES } from "@/db/enums";
import type { Actor, TokenActor } from "@/lib/core/context";
import { demand } from "@/lib/core/permit";

import { can, PERMISSIONS, type Permission } from "./permissions";
import { canWatch, requireBearerForWrites } from "./policy";

const isPermission = (name: string): name is Permission => name in PERMISSIONS;
const permissions = Object.keys(PERMISSIONS).filter(isPermission);
const user = (role: (typeof ROLES)[number]): Actor => ({ type: "user", id: "usr_1", name: "Ada", role });
const token = (role: (typeof ROLES)[number], ...scopes: TokenActor["scopes"]): Actor => ({
  type: "token",
  id: "tok_1",
  name: "ci",
  role,
  scopes,
});

describe("can", () => {
  it.each(permissions)("%s: each role may what the one below may", (permission) => {
    const allowed = ROLES.map((role) => can(user(role), permission));
    expect(allowed).toEqual(allowed.toSorted((a, b) => Number(a) - Number(b)));
    expect(allowed.at(-1)).toBe(true);
  });

  it.each(permissions)("%s: nobody may anonymously, jobs always may", (permission) => {
    expect(can({ type: "anonymous" }, permission)).toBe(false);
    expect(can({ type: "job", name: "deliver" }, permission)).toBe(true);
  });

  it.each(permissions)("%s: a token needs both the role and the scope", (permission) => {
    const { leastRole, scope } = PERMISSIONS[permission];
    expect(can(token(leastRole, scope), permission)).toBe(true);
    expect(can(token("administrator", "admin"), permission)).toBe(true);
    expect(can(token("administrator"), permission)).toBe(false);
    for (const other of TOKEN_SCOPES.filter((name) => name !== scope && name !== "admin")) {
      expect(can(token("administrator", other), permission)).toBe(permission === "read");
    }
    const below = ROLES.slice(0, ROLES.indexOf(leastRole));
    expect(below.some((role) => can(token(role, scope, "admin"), permission))).toBe(false);
  });

  it("lets the thing itself ask for more, never for less", () => {
    expect(can(user("developer"), "deployment.create", { leastRole: "operator" })).toBe(false);
    expect(can(user("operator"), "deployment.create", { leastRole: "operator" })).toBe(true);
    expect(can(user("viewer"), "deployment.create", { leastRole: "viewer" })).toBe(false);
  });
});

describe("canWatch", () => {
  it("keeps strangers off the live channel and the audit topic for those who may read it", () => {
    expect(canWatch({ type: "anonymous" }, "delivery")).toBe(false);
    expect(canWatch(user("viewer"), "service:svc_1")).toBe(true);
    expect(canWatch(user("developer"), "audit")).toBe(false);
    expect(canWatch(user("operator"), "audit")).toBe(true);
  });
});

describe("refusals", () => {
  it("tell a person the role, a token its scope and a stranger to sign in", () => {
    expect(() => demand(user("viewer"), "audit.read")).toThrow(
      /needs the role operator, and yours is viewer/,
    );
    expect(() => demand(token("administrator", "read"), "release.build")).toThrow(/lacks the scope releases/);
    expect(() => demand({ type: "anonymous" }, "read")).toThrow("Sign in first.");
  });

  it("let only tokens write over the API", () => {
    expect(() => requireBearerForWrites(token("viewer", "read"))).not.toThrow();
    expect(() => requireBearerForWrites(user("administrator"))).toThrow(/need a token/);
    expect(() => requireBearerForWrites({ type: "anonymous" })).toThrow(/Send a token/);
  });
});
