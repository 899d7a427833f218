import { resolve } from "node:path";

import { z } from "zod";

const port = (fallback: number) => z.coerce.number().int().min(0).max(65_535).default(fallback);
const optional = z
  .string()
  .optional()
  .transform((value) => (value ? value : undefined));

const schema = z.object({
  DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, "DATABASE_URL must start with postgres://"),
  PORT: port(3000),
  SLIPWAY_GATEWAY_PORT: port(4000),
  SLIPWAY_HOME: z
    .string()
    .default(".slipway")
    .transform((path) => resolve(path)),
  /** Key material for cookies and sealed values, at least 32 characters; `npm start` makes one. */
  SLIPWAY_SECRET: z.string().min(32),
  /** The address people use, when it is not http://localhost:PORT. */
  SLIPWAY_URL: optional,
  /** How many reverse proxies stand in front, each of which appends its client to x-forwarded-for. */
  SLIPWAY_TRUSTED_PROXIES: z.coerce.number().int().min(0).max(10).default(0),
  SLIPWAY_ADMIN_EMAIL: optional,
  SLIPWAY_ADMIN_PASSWORD: optional,
  SLIPWAY_ADMIN_TOKEN: optional,
  GITHUB_CLIENT_ID: optional,
  GITHUB_CLIENT_SECRET: optional,
  OIDC_ISSUER: optional,
  OIDC_CLIENT_ID: optional,
  OIDC_CLIENT_SECRET: optional,
  OIDC_NAME: optional,
  SENTRY_DSN: optional,
  SLIPWAY_LOG_LEVEL: z.enum(["debug", "info", "warn", "error", "silent"]).default("info"),
  SLIPWAY_WORKER_CONCURRENCY: z.coerce.number().int().min(1).max(64).default(8),
});
export type Env = z.infer<typeof schema>;

let parsed: Env | undefined;

/** The validated configuration. Parsed on first use, so that `next build` needs no secrets. */
export function env(): Env {
  if (parsed) return parsed;
  const result = schema.safeParse(process.env);
  if (!result.success) {
    throw new Error(`The configuration is not valid.\n${z.prettifyError(result.error)}`);
  }
  parsed = result.data;
  return parsed;
}
