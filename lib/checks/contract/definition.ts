import { z } from "zod";

import { CHECK_KINDS, type CheckKind } from "@/db/enums";

import { duration, durationInMs, HttpStep } from "./http";

export const DEFAULT_OUTAGE_AFTER = 3;
const LONGEST_INTERVAL_MS = 7 * 86_400_000;
const LONGEST_TIMEOUT_MS = 5 * 60_000;

const address = z
  .string()
  .min(1)
  .max(500)
  .meta({
    description: "host:port or a whole URL; ${NAME} is a variable of the service.",
    examples: ["redis.internal:6379"],
  });
const minDays = z
  .number()
  .int()
  .min(0)
  .max(1_000)
  .meta({ description: "For how many days the certificate must still be valid.", default: 14 })
  .optional();

const VariableRule = z.strictObject({
  required: z.boolean().meta({ description: "It must be set and not be empty.", default: true }).optional(),
  format: z.enum(["url", "integer", "number", "boolean", "email", "hostname", "port", "json"]).optional(),
  oneOf: z.array(z.string()).min(1).optional(),
  matches: z.string().max(1_000).optional(),
  secret: z
    .boolean()
    .meta({ description: "It must be at least 8 characters long and no placeholder such as changeme." })
    .optional(),
  differsFrom: z
    .string()
    .meta({ description: "Environment in which it must have another value.", examples: ["staging"] })
    .optional(),
});
export type VariableRule = z.infer<typeof VariableRule>;

const askedOfDatabase = (example: string) => ({
  url: z
    .string()
    .min(1)
    .max(2_000)
    .meta({ examples: [example] }),
  latency: duration("How long one round trip may take.").optional(),
  readWrite: z
    .boolean()
    .meta({ description: "Writes something, reads it back, and takes it back; nothing of it stays." })
    .optional(),
  replicationLag: duration("How far a replica may be behind.").optional(),
});
const migrationLevel = z
  .strictObject({
    query: z
      .string()
      .min(1)
      .max(2_000)
      .meta({ examples: ["select max(version) from schema_migrations"] }),
    equals: z.union([z.string(), z.number()]).optional(),
    atLeast: z.union([z.string(), z.number()]).optional(),
  })
  .refine(
    ({ equals, atLeast }) => (equals === undefined) !== (atLeast === undefined),
    "needs equals or atLeast",
  )
  .meta({
    description: "The first value of this one statement, run read-only, is the level of migration.",
  })
  .optional();

const kinds = {
  http: HttpStep.meta({ description: "One request to an endpoint." }).optional(),
  steps: z
    .array(HttpStep)
    .min(1)
    .max(20)
    .meta({ description: "Requests in order; a later one may use what an earlier one captured." })
    .optional(),
  tcp: z.strictObject({ address }).meta({ description: "Something accepts connections there." }).optional(),
  dns: z
    .strictObject({
      name: z.string().min(1).max(253),
      type: z.enum(["A", "AAAA", "CNAME", "MX", "NS", "TXT"]).meta({ default: "A" }).optional(),
      includes: z.string().meta({ description: "One of the answers must be this." }).optional(),
    })
    .meta({ description: "A name resolves." })
    .optional(),
  tls: z
    .strictObject({ address, serverName: z.string().optional(), minDays })
    .meta({ description: "A trusted certificate that does not run out soon." })
    .optional(),
  dependency: z
    .strictObject({
      address: address.optional(),
      catalog: z
        .literal(true)
        .meta({
          description:
            "Instead of an address: every service that this one depends on, by dependsOn and the portal, in the same environment; and what those depend on.",
        })
        .optional(),
      health: z
        .string()
        .regex(/^\//, "must be a path")
        .meta({ description: "Path that answers below 400." })
        .optional(),
      minDays,
    })
    .refine(
      (value) => (value.address === undefined) !== (value.catalog === undefined),
      "needs either an address or catalog: true",
    )
    .refine(
      (value) => value.catalog === undefined || value.health === undefined,
      "has no health path with catalog: each service is asked as it says itself",
    )
    .meta({
      description:
        "Something the service needs: it accepts connections, its certificate is valid (https), its health answers (http and https).",
    })
    .optional(),
  postgres: z
    .strictObject({ ...askedOfDatabase("${DATABASE_URL}"), migration: migrationLevel })
    .meta({ description: "A PostgreSQL database: connects, authenticates, answers." })
    .optional(),
  mysql: z
    .strictObject({ ...askedOfDatabase("${MYSQL_URL}"), migration: migrationLevel })
    .meta({ description: "A MySQL or MariaDB database: connects, authenticates, answers." })
    .optional(),
  redis: z
    .strictObject(askedOfDatabase("${REDIS_URL}"))
    .meta({ description: "A Redis or Valkey server: connects, authenticates, answers." })
    .optional(),
  variables: z
    .record(
      z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/, "must be the name of a variable"),
      VariableRule,
    )
    .meta({ description: "What the variables of the service must be like; values are never shown." })
    .optional(),
  command: z
    .strictObject({
      run: z.string().trim().min(1).max(4_000),
      exitCode: z.number().int().min(0).max(255).meta({ default: 0 }).optional(),
      output: z
        .string()
        .max(1_000)
        .meta({ description: "Regular expression that the output must match." })
        .optional(),
    })
    .meta({
      description:
        "A shell command, run in the release's folder with the service's variables; SLIPWAY_CHECK_URL is where the service answers.",
    })
    .optional(),
};
const KIND_KEYS = ["http", "steps", ...CHECK_KINDS.filter((kind) => kind !== "http")] as const;

/** One check, the same in `slipway.yaml` and in the portal, around a deployment, on demand and as a monitor. */
export const CheckDefinition = z
  .strictObject({
    name: z
      .string()
      .trim()
      .min(1)
      .max(80)
      .regex(/^[^/\p{Cc}]+$/u, "must be a name without slashes"),
    when: z
      .array(z.enum(["before_traffic", "after_traffic"]))
      .meta({
        description:
          "When it gates a deployment: against the new release before traffic moves, through the public route after it moved. An empty list: never.",
        default: ["before_traffic", "after_traffic"],
      })
      .optional(),
    environments: z
      .array(z.string())
      .min(1)
      .meta({ description: "Only there. Default: everywhere." })
      .optional(),
    every: duration("Also run as a monitor, this often; at least 1m.")
      .refine((text) => !/^\d+(ms|s)$/.test(text), "must be a minute or more, such as 5m")
      .refine((text) => durationInMs(text) <= LONGEST_INTERVAL_MS, "must be at most a week (168h)")
      .optional(),
    outageAfter: z
      .number()
      .int()
      .min(1)
      .max(20)
      .meta({
        description: "How many results of the monitor in a row that did not pass are an outage.",
        default: DEFAULT_OUTAGE_AFTER,
      })
      .optional(),
    timeout: duration("How long one attempt may take; at most 5m.", "10s")
      .refine((text) => durationInMs(text) <= LONGEST_TIMEOUT_MS, "must be at most 5m")
      .optional(),
    retries: z
      .number()
      .int()
      .min(0)
      .max(5)
      .meta({ description: "Further attempts after one that did not pass.", default: 0 })
      .optional(),
    ...kinds,
  })
  .refine(
    (value) => KIND_KEYS.filter((key) => value[key] !== undefined).length === 1,
    `needs exactly one of ${KIND_KEYS.join(", ")}`,
  );
export type CheckDefinition = z.infer<typeof CheckDefinition>;

/** All checks of a service; two cannot have the same name. */
export const CheckDefinitions = z
  .array(CheckDefinition)
  .max(100)
  .refine(
    (all) => new Set(all.map(({ name }) => name)).size === all.length,
    "holds two checks of the same name",
  )
  .meta({ description: "Checks that gate deployments, run on demand and watch as monitors." });

export const kindOf = (definition: CheckDefinition): CheckKind =>
  CHECK_KINDS.find((kind) => definition[kind] !== undefined) ?? "http";
