import { z } from "zod";

import { ROLES, TOKEN_SCOPES } from "@/db/enums";
import { Cursor, Instant, Limit, pageOf } from "@/lib/core/contract";

import { REFUSED_PASSWORDS } from "./refused-passwords";

/** What browsers watch. */
export const topics = { people: "people", teams: "teams", tokens: "tokens", sessions: "sessions" };

// --- requests ------------------------------------------------------------------------------------------------------

const Email = z
  .string()
  .trim()
  .toLowerCase()
  .max(254, "This e-mail address is too long.")
  .pipe(z.email("This is not an e-mail address."));
const Name = z.string().trim().min(1, "Give a name.").max(80, "Use at most 80 characters.");

/** Long enough, and not one that everybody tries first. No rules about its characters: they make people write it down. */
export const NewPassword = z
  .string()
  .min(10, "Use at least 10 characters; a few words are easy to remember.")
  .max(200, "Use at most 200 characters.")
  .refine(
    (password) => !REFUSED_PASSWORDS.has(password.toLowerCase()) && new Set(password).size > 1,
    "This password is one of the first that people try. Take another one.",
  );

const secret = z.string().trim().min(1).max(200);

export const SignIn = z.object({
  email: z.string().trim().toLowerCase().min(1, "Give your e-mail address.").max(254),
  password: z.string().min(1, "Give your password.").max(200, "Passwords have at most 200 characters."),
});
export type SignIn = z.infer<typeof SignIn>;

export const CreateFirstAdministrator = z.object({
  token: secret,
  name: Name,
  email: Email,
  password: NewPassword,
});
export type CreateFirstAdministrator = z.infer<typeof CreateFirstAdministrator>;

export const InvitePerson = z.object({ name: Name, email: Email, role: z.enum(ROLES).default("developer") });
export type InvitePerson = z.infer<typeof InvitePerson>;

/** A fresh link for somebody who lost theirs, or their password. */
export const RenewInvitation = z.object({ id: z.string() });
export type RenewInvitation = z.infer<typeof RenewInvitation>;

export const SetPassword = z.object({ token: secret, password: NewPassword });
export type SetPassword = z.infer<typeof SetPassword>;

export const ChangeOwnPassword = z.object({
  currentPassword: z.string().max(200).default(""),
  password: NewPassword,
});
export type ChangeOwnPassword = z.infer<typeof ChangeOwnPassword>;

export const ChangeRole = z.object({ id: z.string(), role: z.enum(ROLES) });
export type ChangeRole = z.infer<typeof ChangeRole>;

export const DisablePerson = z.object({ id: z.string() });
export type DisablePerson = z.infer<typeof DisablePerson>;

export const EnablePerson = z.object({ id: z.string() });
export type EnablePerson = z.infer<typeof EnablePerson>;

export const CreateToken = z.object({
  name: Name,
  scopes: z.array(z.enum(TOKEN_SCOPES)).min(1, "Choose at least one scope."),
  /** Default: the role of whoever creates it. */
  role: z.enum(ROLES).optional(),
  expiresInDays: z.coerce.number().int().min(1).max(366).default(90),
});
export type CreateToken = z.infer<typeof CreateToken>;

export const RevokeToken = z.object({ id: z.string() });
export type RevokeToken = z.infer<typeof RevokeToken>;

export const RevokeSession = z.object({ id: z.string() });
export type RevokeSession = z.infer<typeof RevokeSession>;

/** Ends every session of a person but the one that asks; without `personId` one's own. */
export const RevokeAllSessions = z.object({ personId: z.string().optional() });
export type RevokeAllSessions = z.infer<typeof RevokeAllSessions>;

const TeamName = z
  .string()
  .trim()
  .min(1, "Give the team a name.")
  .max(40, "Use at most 40 characters.")
  .regex(
    /^[a-z]([a-z0-9-]*[a-z0-9])?$/,
    "Use lower-case letters, digits and hyphens; start with a letter and end with a letter or digit.",
  );
const TeamTitle = z.string().trim().max(80, "Use at most 80 characters.");
const TeamDescription = z.string().trim().max(300, "Use at most 300 characters.");

export const CreateTeam = z.object({
  name: TeamName.describe("What scripts and files call it."),
  title: TeamTitle.default("").describe("What people read; the name when empty."),
  description: TeamDescription.default(""),
});
export type CreateTeam = z.infer<typeof CreateTeam>;

export const UpdateTeam = z.object({
  id: z.string(),
  name: TeamName.optional(),
  title: TeamTitle.optional(),
  description: TeamDescription.optional(),
});
export type UpdateTeam = z.infer<typeof UpdateTeam>;

export const DeleteTeam = z.object({ id: z.string(), confirmName: z.string() });
export type DeleteTeam = z.infer<typeof DeleteTeam>;

export const TeamMember = z.object({ id: z.string(), personId: z.string().min(1, "Choose a person.") });
export type TeamMember = z.infer<typeof TeamMember>;

export const ListPeople = z.object({
  search: z.string().trim().max(100).optional(),
  cursor: Cursor,
  limit: Limit,
});
export type ListPeople = z.infer<typeof ListPeople>;

export const ListTokens = z.object({ cursor: Cursor, limit: Limit });
export type ListTokens = z.infer<typeof ListTokens>;

// --- views ---------------------------------------------------------------------------------------------------------

export const PersonView = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  role: z.enum(ROLES),
  /** `invited` until they sign in or set a password for the first time. */
  state: z.enum(["active", "invited", "disabled"]),
  signsInWith: z.array(z.string()).describe("`password`, `github`, `oidc`"),
  linkExpiresAt: Instant.nullable().describe("Until when the one-time link works that is out, if any."),
  lastSeenAt: Instant.nullable(),
  createdAt: Instant,
});
export type PersonView = z.infer<typeof PersonView>;
export const PeoplePage = pageOf(PersonView);

/** A team where something else is in the foreground: the owner of a service, whom an approval waits for. */
export const TeamRef = z.object({ id: z.string(), name: z.string(), title: z.string() });
export type TeamRef = z.infer<typeof TeamRef>;

export const TeamView = TeamRef.extend({
  description: z.string(),
  createdAt: Instant,
  members: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      role: z.enum(ROLES),
      disabled: z.boolean().describe("Stays listed, and counts for nothing until enabled again."),
    }),
  ),
  services: z.array(z.string()).describe("Names of the services that it owns."),
});
export type TeamView = z.infer<typeof TeamView>;

/** A person and the path of the one-time link that lets them set a password. It is shown once. */
export const InvitationView = z.object({ id: z.string(), path: z.string(), expiresAt: Instant });
export type InvitationView = z.infer<typeof InvitationView>;

export const TokenView = z.object({
  id: z.string(),
  name: z.string(),
  hint: z.string().describe("The last four characters."),
  scopes: z.array(z.enum(TOKEN_SCOPES)),
  role: z.enum(ROLES),
  state: z.enum(["active", "expired", "revoked"]),
  createdBy: z.object({ id: z.string(), name: z.string() }).nullable(),
  createdAt: Instant,
  expiresAt: Instant.nullable(),
  lastUsedAt: Instant.nullable(),
});
export type TokenView = z.infer<typeof TokenView>;
export const TokensPage = pageOf(TokenView);

/** `token` is the plain token; it can't be shown again. */
export const CreatedToken = z.object({ id: z.string(), token: z.string(), expiresAt: Instant.nullable() });
export type CreatedToken = z.infer<typeof CreatedToken>;

export const SessionView = z.object({
  id: z.string(),
  device: z.string().describe("Firefox on Linux"),
  ip: z.string().nullable(),
  current: z.boolean(),
  createdAt: Instant,
  lastSeenAt: Instant,
  expiresAt: Instant,
});
export type SessionView = z.infer<typeof SessionView>;

/** What the page "About" shows. No secrets. */
export const AboutView = z.object({
  version: z.string(),
  commit: z.string().nullable(),
  nodeVersion: z.string(),
  startedAt: Instant,
  address: z.string().nullable(),
  gatewayAddress: z.string(),
  database: z.object({ version: z.string(), sizeBytes: z.number() }),
  workers: z.array(z.object({ id: z.string(), startedAt: Instant, heartbeatAt: Instant })),
  signIn: z.array(z.string()),
});
export type AboutView = z.infer<typeof AboutView>;

/** What a form that was refused shows: a sentence for the whole, sentences by field, and what had been typed. */
export type FormState = {
  message?: string;
  fields?: Partial<Record<string, string>>;
  /** Never a password. */
  typed?: Record<string, string>;
};
