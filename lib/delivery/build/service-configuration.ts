import { z } from "zod";

import { MIGRATION_CLASSES, SCRAPE_INTERVALS_SECONDS } from "@/db/enums";
import { DependsOn } from "@/lib/catalog/contract";
import { CheckDefinitions } from "@/lib/checks/contract";

import { DeclaredVariables } from "./declared-variables";

/**
 * The one description of `slipway.yaml`: parsing, the error messages and `public/slipway.schema.json` come from it.
 * Every key is optional; whatever is left out is detected.
 */
export const ServiceConfiguration = z
  .strictObject({
    build: command(
      "Shell command that builds the service, run in its folder after its dependencies were installed. Default: the `build` script of package.json, if there is one.",
    ),
    start: command(
      "Shell command that starts the service and keeps running. It must listen on the port that the variable named by `port` holds. Default: the `start` script of package.json. Not together with `output`.",
    ),
    output: z
      .string()
      .regex(/^(?!\/)(?!(.*\/)?\.\.(\/|$)).+$/, "must be a folder inside the service's folder, such as dist")
      .meta({
        description:
          "Folder of static files to serve instead of running a process, relative to the service's folder, as it is after the build; it must hold an index.html. Not together with `start`.",
        examples: ["dist"],
      })
      .optional(),
    singlePage: z
      .boolean()
      .meta({
        description:
          "Static sites only: answer unknown paths with index.html, as an application with client-side routes needs it. Default: true for a site built with a single-page framework and without a 404.html, false otherwise.",
      })
      .optional(),
    health: z
      .string()
      .regex(/^\/[^\s#]*$/, "must be a path that begins with /, such as /health")
      .meta({
        description:
          "Path that answers 2xx or 3xx when the service can take traffic. Without it any answer below 500 on / counts as ready.",
        examples: ["/health"],
      })
      .optional(),
    port: z
      .string()
      .regex(
        /^(?!SLIPWAY_)[A-Za-z_][A-Za-z0-9_]*$/,
        "must be the name of an environment variable, such as PORT",
      )
      .meta({
        description: "Name of the environment variable that carries the port to listen on.",
        default: "PORT",
      })
      .optional(),
    migrate: command(
      "Shell command that migrates the service's database, run to its end once per environment and release, before the release starts. A non-zero exit code fails the deployment. The same as `migrations.command`.",
    ),
    migrations: z
      .strictObject({
        command: command(
          "Shell command that migrates the service's database, run to its end once per environment and release, before the release starts. A non-zero exit code fails the deployment.",
        ),
        status: command(
          "Shell command that prints which migrations are applied, one name or version per line; lines with `pending` or an empty `[ ]` are not. It is asked before and after migrating, and decides after a crash whether to migrate again.",
        ),
        down: command(
          "Shell command that takes migrations back until the one that SLIPWAY_MIGRATE_TO names is the last (empty: all of them). Run in the release that serves, when somebody rolls back to one that does not know them.",
        ),
        directory: z
          .string()
          .regex(/^(?!\/).+$/, "must be a folder relative to the service's, such as db/migrations")
          .meta({
            description:
              "Folder of the SQL migrations, relative to the service's folder. Default: the usual places, such as migrations, db/migrations, drizzle or prisma/migrations.",
            examples: ["db/migrations"],
          })
          .optional(),
        class: z
          .enum(MIGRATION_CLASSES)
          .exclude(["unknown"])
          .meta({
            description:
              "What new migrations do: `expand` leaves the earlier release working, `contract` may break it, `data` changes rows, `none` nothing. Default: read from the SQL. A single file says it in a comment: `-- slipway: expand`.",
          })
          .optional(),
      })
      .meta({ description: "How the service's database follows its code." })
      .optional(),
    environment: DeclaredVariables.optional(),
    readiness: z
      .strictObject({
        tcp: z
          .boolean()
          .meta({
            description:
              "Count the service as ready as soon as it accepts connections, for services that do not speak HTTP on /. Not together with `health`.",
            default: false,
          })
          .optional(),
        interval: duration("Time between two probes.", "500ms"),
        timeout: duration("How long one probe may take.", "2s"),
        deadline: duration(
          "How long the service may take to become ready before the deployment fails.",
          "30s",
        ),
      })
      .meta({ description: "How a started release is probed before traffic moves to it." })
      .optional(),
    metrics: z
      .strictObject({
        path: z
          .string()
          .regex(/^\/[^\s#]*$/, "must be a path that begins with /, such as /metrics")
          .meta({
            description:
              "Path that answers with metrics of Prometheus, in the text format or as OpenMetrics. Every process is asked for it, past the gateway.",
            examples: ["/metrics"],
          }),
        interval: z
          .enum(SCRAPE_INTERVALS_SECONDS.map((seconds) => `${seconds}s` as const))
          .meta({ description: "How often it is asked.", default: "30s" })
          .optional(),
      })
      .meta({ description: "Where the service tells its own metrics. Without it nothing is asked." })
      .optional(),
    dependsOn: DependsOn.meta({
      description:
        "Names of the services that this one needs. They are shown with it, checked, and promoted before it in a release set.",
      examples: [["tide-tables"]],
    }).optional(),
    checks: CheckDefinitions.optional(),
  })
  .refine((value) => value.start === undefined || value.output === undefined, {
    message: "start and output exclude each other: a service either runs a process or serves static files",
    path: ["output"],
  })
  .refine((value) => value.health === undefined || value.readiness?.tcp !== true, {
    message: "readiness.tcp and health exclude each other: a service is probed by connection or by path",
    path: ["readiness", "tcp"],
  })
  .refine((value) => value.migrate === undefined || value.migrations?.command === undefined, {
    message: "migrate and migrations.command say the same; keep one of them",
    path: ["migrate"],
  })
  .meta({
    title: "slipway.yaml",
    description:
      "How Slipway builds, starts and probes this service. Settings made in the portal win over this file.",
  });

export type ServiceConfiguration = z.infer<typeof ServiceConfiguration>;

const UNIT_MS: Record<string, number> = { ms: 1, s: 1_000, m: 60_000 };

/** Milliseconds of a duration that matched the pattern below. */
export function parseDurationMs(text: string): number {
  const [, amount = "0", unit = "ms"] = /^(\d+)(ms|s|m)$/.exec(text) ?? [];
  return Number(amount) * (UNIT_MS[unit] ?? 1);
}

/** The JSON Schema that editors read, for `public/slipway.schema.json`. */
export function serviceConfigurationJsonSchema(): unknown {
  return z.toJSONSchema(ServiceConfiguration, { io: "input", target: "draft-7" });
}

function command(description: string) {
  return z.string().trim().min(1, "must be a command").max(4_000).meta({ description }).optional();
}

function duration(description: string, defaultText: string) {
  return z
    .string()
    .regex(/^[1-9]\d{0,5}(ms|s|m)$/, "must be a duration such as 500ms, 30s or 2m")
    .meta({ description: `${description} A number with a unit: ms, s or m.`, default: defaultText })
    .optional();
}
