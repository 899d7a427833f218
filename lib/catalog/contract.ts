import { z } from "zod";

import {
  DEPENDENCY_SOURCES,
  HEALTH_STATES,
  QUEUE_POLICIES,
  ROLES,
  SCRAPE_INTERVALS_SECONDS,
  TARGET_KINDS,
} from "@/db/enums";
import { Cursor, Limit } from "@/lib/core/contract";

export { depthsFrom, neededBy, topologicalOrder } from "./dependency-order";

export const topics = {
  services: "services",
  environments: "environments",
};

const NAME = /^[a-z]([a-z0-9-]*[a-z0-9])?$/;
const nameRule =
  "Use lower-case letters, digits and hyphens; start with a letter and end with a letter or digit.";

const ServiceName = z
  .string()
  .trim()
  .min(1, "Give the service a name.")
  .max(40, "Use at most 40 characters.")
  .regex(NAME, nameRule)
  // `/services/new` is the page where a service is added.
  .refine((name) => name !== "new", "This name is reserved. Choose another one.");

const relativePath = z
  .string()
  .trim()
  .max(400)
  .refine(
    (path) => !path.startsWith("/") && !path.split("/").includes(".."),
    "Use a path inside the repository.",
  );

/** Everybody who may read a service reads its address, so it must not be a secret. A user name alone is one for ssh. */
function holdsCredentials(url: string): boolean {
  // oxlint-disable-next-line no-control-regex -- URL parsers leave these out, so they must not hide anything here
  const plain = url.replaceAll(/[\u0000-\u0020]/g, "");
  const [, scheme = "", user] = /^(https?|git|ssh):[/\\]+([^/?#\\]*)@/i.exec(plain) ?? [];
  return user !== undefined && (scheme.toLowerCase() !== "ssh" || user.includes(":"));
}

const CREDENTIALS_REFUSED =
  "Leave user name, password and token out of the address: everybody who sees the service could read them. Set up a git credential helper or an SSH key for the user that runs Slipway.";

export const Repository = z.object({
  url: z
    .string()
    .trim()
    .min(1, "Give a local path or a git URL.")
    .max(1_000)
    .refine((url) => !url.startsWith("-") && !url.includes("::"), "This is not a repository address.")
    .refine((url) => !holdsCredentials(url), CREDENTIALS_REFUSED),
  branch: z
    .string()
    .trim()
    .max(250)
    .refine((branch) => !branch.startsWith("-"), "This is not a branch name.")
    .optional(),
  path: relativePath.optional(),
});
export type Repository = z.infer<typeof Repository>;

const command = z.string().trim().max(2_000).optional();

/** What a team corrects about detection. An absent key leaves the choice to `slipway.yaml` and detection. */
export const ServiceSettings = z.strictObject({
  buildCommand: command,
  startCommand: command,
  outputDirectory: relativePath.optional(),
  singlePage: z.boolean().optional(),
  healthPath: z.string().trim().regex(/^\//, "Start the path with a slash.").max(400).optional(),
  portVariable: z
    .string()
    .trim()
    .regex(/^[A-Z_][A-Z0-9_]*$/i, "Use letters, digits and underscores.")
    .max(100)
    .optional(),
  migrateCommand: command,
  readinessDeadlineMs: z.coerce.number().int().min(1_000).max(600_000).optional(),
  metricsPath: z
    .string()
    .trim()
    .regex(/^\/[^\s#]*$/, "Start the path with a slash, and leave blanks out.")
    .max(400)
    .describe("Where each process answers with metrics of Prometheus. Counts at once, without a build.")
    .optional(),
  metricsIntervalSeconds: z
    .literal(SCRAPE_INTERVALS_SECONDS)
    .describe("How often that is read; 30 seconds unless given.")
    .optional(),
});
export type ServiceSettings = z.infer<typeof ServiceSettings>;

export const CreateService = z.object({
  name: ServiceName,
  description: z.string().trim().max(300).default(""),
  repository: Repository,
  settings: ServiceSettings.default({}),
});
export type CreateService = z.infer<typeof CreateService>;

const { shape: repository } = Repository;
const { shape: setting } = ServiceSettings;

/** Absent keys stay as they are, inside the parts as well; null takes a key away. */
export const UpdateService = z.object({
  id: z.string(),
  description: z.string().trim().max(300).optional(),
  repository: z
    .object({
      url: repository.url.optional(),
      branch: repository.branch.nullable(),
      path: repository.path.nullable(),
    })
    .optional()
    .describe("Absent keys stay as they are; null means the default branch, and the root."),
  settings: z
    .strictObject({
      buildCommand: setting.buildCommand.nullable(),
      startCommand: setting.startCommand.nullable(),
      outputDirectory: setting.outputDirectory.nullable(),
      singlePage: setting.singlePage.nullable(),
      healthPath: setting.healthPath.nullable(),
      portVariable: setting.portVariable.nullable(),
      migrateCommand: setting.migrateCommand.nullable(),
      readinessDeadlineMs: setting.readinessDeadlineMs.nullable(),
      metricsPath: setting.metricsPath.nullable(),
      metricsIntervalSeconds: setting.metricsIntervalSeconds.nullable(),
    } satisfies Record<keyof ServiceSettings, z.ZodType>)
    .optional()
    .describe("Absent keys stay as they are; null leaves the choice to `slipway.yaml` and detection."),
});
export type UpdateService = z.infer<typeof UpdateService>;

export const SetServiceOwner = z.object({
  id: z.string(),
  team: z.string().nullable().describe("Id or name of a team; null for nobody."),
});
export type SetServiceOwner = z.infer<typeof SetServiceOwner>;

/** Names of services, as `slipway.yaml` and the portal write them. */
export const DependsOn = z
  .array(ServiceName)
  .max(50, "must be at most 50 services")
  .refine((names) => new Set(names).size === names.length, "names a service twice");

export const SetDependencies = z.object({
  id: z.string(),
  dependsOn: DependsOn.describe(
    "What the portal adds to what slipway.yaml declares; replaces what it added before.",
  ),
});
export type SetDependencies = z.infer<typeof SetDependencies>;

export const ArchiveService = z.object({ id: z.string(), confirmName: z.string() });
export type ArchiveService = z.infer<typeof ArchiveService>;

export const ServiceView = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  repository: Repository,
  settings: ServiceSettings,
  owner: z.object({ id: z.string(), name: z.string(), title: z.string() }).nullable().describe("A team."),
  createdAt: z.iso.datetime(),
});
export type ServiceView = z.infer<typeof ServiceView>;

export const DependencyView = z.object({
  name: z.string(),
  id: z.string().nullable().describe("Null for a name that no service of the catalog has."),
  sources: z.array(z.enum(DEPENDENCY_SOURCES)),
  environments: z.array(
    z.object({
      environment: z.string(),
      health: z.enum(HEALTH_STATES),
      releaseNumber: z.number().nullable(),
    }),
  ),
});
export type DependencyView = z.infer<typeof DependencyView>;

export const ServiceDependencies = z.object({
  dependsOn: z.array(DependencyView),
  neededBy: z.array(DependencyView),
  cycle: z
    .array(z.string())
    .nullable()
    .describe("The shortest way from this service back to itself, with it at both ends."),
});
export type ServiceDependencies = z.infer<typeof ServiceDependencies>;

export const ListServices = z.object({
  search: z.string().trim().max(100).optional(),
  cursor: Cursor,
  limit: Limit,
});
export type ListServices = z.infer<typeof ListServices>;

export const EnvironmentView = z.object({
  id: z.string(),
  name: z.string(),
  position: z.number(),
  deployRole: z.enum(ROLES),
  isProduction: z.boolean(),
  queuePolicy: z.enum(QUEUE_POLICIES),
  settleMs: z.number(),
  drainMs: z.number(),
  warmMs: z.number(),
  regions: z.array(
    z.object({ id: z.string(), name: z.string(), target: z.string(), targetKind: z.enum(TARGET_KINDS) }),
  ),
});
export type EnvironmentView = z.infer<typeof EnvironmentView>;

const durationMs = (maximumMs: number) => z.coerce.number().int().min(0).max(maximumMs);
const HOUR_MS = 3_600_000;

const EnvironmentName = z.string().trim().min(1).max(20, "Use at most 20 characters.").regex(NAME, nameRule);

const environmentRules = {
  deployRole: z.enum(ROLES).exclude(["viewer"]),
  isProduction: z.boolean(),
  queuePolicy: z.enum(QUEUE_POLICIES),
  settleMs: durationMs(HOUR_MS),
  drainMs: durationMs(HOUR_MS),
  warmMs: durationMs(7 * 24 * HOUR_MS),
};

export const CreateEnvironment = z.object({
  name: EnvironmentName,
  /** Where it stands in the order of promotion; the end when absent. */
  position: z.coerce.number().int().min(0).optional(),
  ...z.object(environmentRules).partial().shape,
});
export type CreateEnvironment = z.infer<typeof CreateEnvironment>;

export const UpdateEnvironment = z.object({ id: z.string(), ...z.object(environmentRules).partial().shape });
export type UpdateEnvironment = z.infer<typeof UpdateEnvironment>;
