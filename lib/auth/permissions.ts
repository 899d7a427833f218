import { ROLES, type Role, type TokenScope } from "@/db/enums";
import type { Actor } from "@/lib/core/context";

type Rule = {
  /** The lowest role that may; roles above it may too. */
  leastRole: Role;
  /** What a token needs on top of its role. */
  scope: TokenScope;
  /** Ends the sentence "May …". */
  does: string;
};

/**
 * Who may do what, all of it. Policies, buttons, the token API and the page "Roles" read this table; nothing else
 * decides. Where a thing carries a role of its own (an environment's `deployRole`), it can ask for more, never for less.
 */
export const PERMISSIONS = {
  read: { leastRole: "viewer", scope: "read", does: "see services, releases, deployments and logs" },

  "service.create": {
    leastRole: "developer",
    scope: "services:write",
    does: "add a service or the sample workspace",
  },
  "service.edit": { leastRole: "developer", scope: "services:write", does: "change a service" },
  "service.archive": { leastRole: "operator", scope: "services:write", does: "archive a service" },

  "service.key": {
    leastRole: "developer",
    scope: "services:write",
    does: "see and rotate the keys by which a service sends telemetry, where the environment allows the role",
  },

  "release.build": { leastRole: "developer", scope: "releases:write", does: "build a release" },

  "deployment.create": {
    leastRole: "developer",
    scope: "deployments:write",
    does: "deploy, promote and roll back, where the environment allows the role",
  },
  "deployment.cancel": {
    leastRole: "developer",
    scope: "deployments:write",
    does: "cancel a deployment, where the environment allows the role",
  },

  "deployment.approve": {
    leastRole: "developer",
    scope: "approvals:write",
    does: "approve and reject deployments of others, where the pipeline asks the role",
  },
  "gate.override": {
    leastRole: "operator",
    scope: "approvals:write",
    does: "override a freeze, a quarantine and what a pipeline asks for; approvals only administrators",
  },
  "release.quarantine": {
    leastRole: "developer",
    scope: "deployments:write",
    does: "put a release in quarantine; to lift it is to override it",
  },
  "pipeline.edit": { leastRole: "operator", scope: "settings:write", does: "change pipelines" },
  "freeze.edit": { leastRole: "operator", scope: "settings:write", does: "declare and end freezes" },

  "check.run": {
    leastRole: "developer",
    scope: "deployments:write",
    does: "run checks, where the environment allows the role",
  },
  "check.edit": {
    leastRole: "developer",
    scope: "services:write",
    does: "add, change and remove checks, where the environments they run in allow the role",
  },

  "variable.write": {
    leastRole: "developer",
    scope: "settings:write",
    does: "set variables of a service, where the environment allows the role",
  },
  "error.edit": {
    leastRole: "developer",
    scope: "services:write",
    does: "assign, resolve, ignore and regroup error issues",
  },
  "dashboard.edit": {
    leastRole: "developer",
    scope: "settings:write",
    does: "add, change and delete dashboards",
  },
  "environment.edit": {
    leastRole: "administrator",
    scope: "settings:write",
    does: "add and change environments",
  },

  "notification.edit": {
    leastRole: "viewer",
    scope: "settings:write",
    does: "choose what they are told, and mark it as read",
  },
  "channel.edit": {
    leastRole: "developer",
    scope: "settings:write",
    does: "add channels of their own: e-mail, chats, webhooks",
  },
  "channel.administer": {
    leastRole: "operator",
    scope: "settings:write",
    does: "add and change channels of the installation, and what they are told",
  },

  "settings.read": { leastRole: "viewer", scope: "read", does: "see people, roles and this installation" },
  "person.invite": { leastRole: "administrator", scope: "admin", does: "invite a person" },
  "person.edit": {
    leastRole: "administrator",
    scope: "admin",
    does: "change a person's role, disable a person, end a person's sessions",
  },
  "team.edit": {
    leastRole: "administrator",
    scope: "admin",
    does: "add, rename and delete teams, and say who is in them",
  },
  "token.create": { leastRole: "developer", scope: "admin", does: "create tokens up to the own role" },
  "token.edit": { leastRole: "administrator", scope: "admin", does: "see and revoke everybody's tokens" },

  "audit.read": { leastRole: "operator", scope: "read", does: "read the audit trail" },
  "audit.export": { leastRole: "operator", scope: "read", does: "export the audit trail" },
} as const satisfies Record<string, Rule>;

export type Permission = keyof typeof PERMISSIONS;

/**
 * Whether an actor may. Pure, so that the button and the server ask the same function.
 * @param options.leastRole what the thing itself asks for (an environment's `deployRole`); it can only raise the bar.
 */
export function can(actor: Actor, permission: Permission, { leastRole }: { leastRole?: Role } = {}): boolean {
  const rule = PERMISSIONS[permission];
  switch (actor.type) {
    case "job":
      return true;
    case "anonymous":
      return false;
    case "user":
    case "token": {
      const high = reaches(actor.role, rule.leastRole) && (!leastRole || reaches(actor.role, leastRole));
      return high && (actor.type === "user" || inScope(actor.scopes, permission));
    }
  }
}

/**
 * What each scope lets a token do, for people. `admin` includes every scope. With any scope a token sees services and
 * what is delivered of them (the permission `read`): it could not name what it writes to otherwise. People, tokens and
 * the audit trail take the scope `read` itself.
 */
export const SCOPE_MEANS: Record<TokenScope, string> = {
  read: "See everything its role may see",
  "services:write": "Add, change and archive services",
  "releases:write": "Build releases",
  "deployments:write": "Deploy, promote, roll back, cancel, hold automation and put releases in quarantine",
  "approvals:write": "Approve and reject deployments in your name, and override gates",
  "settings:write":
    "Set variables; change environments, pipelines, freezes, dashboards and channels of notifications",
  admin: "Everything its role may do",
};

/** Whether a role reaches another: `reaches("operator", "developer")` is true. */
export const reaches = (role: Role, least: Role): boolean => ROLES.indexOf(role) >= ROLES.indexOf(least);

export const lowerOf = (one: Role, other: Role): Role => (reaches(one, other) ? other : one);

function inScope(scopes: readonly TokenScope[], permission: Permission): boolean {
  if (permission === "read") return scopes.length > 0;
  return scopes.includes("admin") || scopes.includes(PERMISSIONS[permission].scope);
}
