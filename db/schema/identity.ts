import { sql } from "drizzle-orm";
import {
  type AnyPgColumn,
  boolean,
  index,
  inet,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";

import { id, instant, isTrue, lifecycle, oneOf } from "../columns";
import { ROLES, type Role, type TokenScope } from "../enums";

export const users = pgTable(
  "users",
  {
    id: id("usr"),
    email: text("email").notNull(),
    name: text("name").notNull(),
    role: text("role").$type<Role>().notNull().default("viewer"),
    /** scrypt$N$r$p$salt$hash; null for people who only sign in through a provider. */
    passwordHash: text("password_hash"),
    /** sha256 of the one-time link with which this person sets a password; null when none is out. */
    passwordLinkHash: text("password_link_hash"),
    passwordLinkExpiresAt: instant("password_link_expires_at"),
    disabledAt: instant("disabled_at"),
    lastSeenAt: instant("last_seen_at"),
    ...lifecycle,
  },
  (t) => [
    uniqueIndex("users_email_idx").on(sql`lower(${t.email})`),
    uniqueIndex("users_password_link_idx").on(t.passwordLinkHash),
    oneOf("users_role_check", t.role, ROLES),
  ],
);

/** A person's account at GitHub or an OIDC provider. */
export const identities = pgTable(
  "identities",
  {
    id: id("idn"),
    userId: text("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    provider: text("provider").notNull(),
    providerAccountId: text("provider_account_id").notNull(),
    ...lifecycle,
  },
  (t) => [
    uniqueIndex("identities_account_idx").on(t.provider, t.providerAccountId),
    index("identities_user_idx").on(t.userId),
  ],
);

/** People who answer for services together: what approvals, subscriptions and ownership name instead of persons. */
export const teams = pgTable(
  "teams",
  {
    id: id("team"),
    name: text("name").notNull(),
    title: text("title").notNull().default(""),
    description: text("description").notNull().default(""),
    ...lifecycle,
  },
  (t) => [
    uniqueIndex("teams_name_idx").on(t.name),
    isTrue("teams_name_check", sql`${t.name} ~ '^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$'`),
  ],
);

export const teamMembers = pgTable(
  "team_members",
  {
    teamId: text("team_id")
      .notNull()
      .references(() => teams.id, { onDelete: "cascade" }),
    userId: text("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    createdAt: lifecycle.createdAt,
  },
  (t) => [primaryKey({ columns: [t.teamId, t.userId] }), index("team_members_user_idx").on(t.userId)],
);

/** A signed-in browser. The cookie carries the id; revoking the row signs that browser out at its next request. */
export const sessions = pgTable(
  "sessions",
  {
    id: id("ses"),
    userId: text("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    userAgent: text("user_agent").notNull().default(""),
    ip: inet("ip"),
    expiresAt: instant("expires_at").notNull(),
    lastSeenAt: instant("last_seen_at").notNull().defaultNow(),
    revokedAt: instant("revoked_at"),
    ...lifecycle,
  },
  (t) => [index("sessions_user_idx").on(t.userId, t.createdAt.desc().nullsFirst())],
);

/** Counts failed sign-ins per account and per address; the limit lives in lib/auth. */
export const signInAttempts = pgTable(
  "sign_in_attempts",
  {
    id: id("sia"),
    email: text("email").notNull(),
    ip: text("ip").notNull(),
    succeeded: boolean("succeeded").notNull(),
    at: instant("at").notNull().defaultNow(),
  },
  (t) => [
    index("sign_in_attempts_email_idx").on(t.email, t.at.desc().nullsFirst()),
    index("sign_in_attempts_ip_idx").on(t.ip, t.at.desc().nullsFirst()),
  ],
);

export const tokens = pgTable(
  "tokens",
  {
    id: id("tok"),
    name: text("name").notNull(),
    /** sha256 of the whole token, hex. The token itself has 200 bits of entropy, so a fast hash is enough. */
    hash: text("hash").notNull(),
    /** The last four characters, to recognise it by. */
    hint: text("hint").notNull(),
    scopes: jsonb("scopes").$type<TokenScope[]>().notNull(),
    /** The role that bounds the scopes; never above its creator's at the time. */
    role: text("role").$type<Role>().notNull(),
    createdBy: text("created_by").references(() => users.id, { onDelete: "set null" }),
    /** The token that made this one, and takes it along when it is revoked; null when a person made it. */
    parentId: text("parent_id").references((): AnyPgColumn => tokens.id, { onDelete: "set null" }),
    expiresAt: instant("expires_at"),
    lastUsedAt: instant("last_used_at"),
    revokedAt: instant("revoked_at"),
    ...lifecycle,
  },
  (t) => [
    uniqueIndex("tokens_hash_idx").on(t.hash),
    index("tokens_parent_idx").on(t.parentId),
    oneOf("tokens_role_check", t.role, ROLES),
  ],
);

/** One row: what the installation remembers about itself. */
export const installation = pgTable("installation", {
  id: integer("id").primaryKey().default(1),
  /** sha256 of the one-time set-up token; null once an administrator exists. */
  setUpTokenHash: text("set_up_token_hash"),
  completedAt: instant("completed_at"),
  ...lifecycle,
});
