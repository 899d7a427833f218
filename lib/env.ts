import { resolve } from "node:path";

import { z } from "zod";

const port = (fallback: number) => z.coerce.number().int().min(0).max(65_535).default(fallback);
const optional = z
  .string()
  .optional()
  .transform((value) => (value ? value : undefined));

/** An address with http or https. `allowPath` is false where only an origin makes sense; it is kept without its slash. */
const address = (name: string, { allowPath }: { allowPath: boolean }) =>
  optional
    .refine((value) => value === undefined || isAddress(value, allowPath), {
      message: `${name} must be an address like https://slipway.example.com${allowPath ? "" : ", without a path"}.`,
    })
    .transform((value) => (value && !allowPath ? new URL(value).origin : value));

function isAddress(value: string, allowPath: boolean): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, pathname, search, hash, username, password } = new URL(value);
  const isBare = search === "" && hash === "" && username === "" && password === "";
  return /^https?:$/.test(protocol) && isBare && (allowPath || pathname === "/");
}

const schema = z.object({
  DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, "DATABASE_URL must start with postgres://."),
  PORT: port(3000),
  SLIPWAY_GATEWAY_PORT: port(4000),
  SLIPWAY_HOME: z
    .string()
    .default(".slipway")
    .transform((path) => resolve(path)),
  /** Key material for cookies and sealed values, at least 32 characters; `npm start` makes one. */
  SLIPWAY_SECRET: z.string().min(32),
  /** The secret before it: what is sealed with that one is still opened, and sealed anew at the next start. */
  SLIPWAY_SECRET_PREVIOUS: optional,
  /** The address people use, when it is not http://localhost:PORT. */
  SLIPWAY_URL: address("SLIPWAY_URL", { allowPath: false }),
  /** How many reverse proxies stand in front, each of which appends its client to x-forwarded-for. */
  SLIPWAY_TRUSTED_PROXIES: z.coerce.number().int().min(0).max(10).default(0),
  SLIPWAY_ADMIN_EMAIL: optional,
  SLIPWAY_ADMIN_PASSWORD: optional,
  SLIPWAY_ADMIN_TOKEN: optional,
  GITHUB_CLIENT_ID: optional,
  GITHUB_CLIENT_SECRET: optional,
  OIDC_ISSUER: address("OIDC_ISSUER", { allowPath: true }),
  OIDC_CLIENT_ID: optional,
  OIDC_CLIENT_SECRET: optional,
  OIDC_NAME: optional,
  SENTRY_DSN: optional,
  SLIPWAY_LOG_LEVEL: z.enum(["debug", "info", "warn", "error", "silent"]).default("info"),
  /** Hosts that checks may talk to besides the services themselves, `*.example.com` with all below; empty: whatever a check names. */
  SLIPWAY_CHECK_HOSTS: optional.transform((text) =>
    text?.split(",").flatMap((host) => host.trim().toLowerCase() || []),
  ),
  SLIPWAY_WORKER_CONCURRENCY: z.coerce.number().int().min(1).max(64).default(8),
});
export type Env = z.infer<typeof schema>;

/** A provider with half of its settings would break every way of signing in, also the ones that are set up right. */
const TOGETHER = [
  ["GITHUB_CLIENT_ID", "GITHUB_CLIENT_SECRET"],
  ["OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"],
] as const satisfies (keyof Env)[][];

const wholeSchema = schema.superRefine((given, context) => {
  for (const names of TOGETHER) {
    const missing = names.filter((name) => given[name] === undefined);
    if (missing.length === 0 || missing.length === names.length) continue;
    const message = `${names.join(", ")} go together, and this is not set: ${missing.join(", ")}.`;
    context.addIssue({ code: "custom", message });
  }
});

let parsed: Env | undefined;

/** The validated configuration. Parsed on first use, so that `next build` needs no secrets. */
export function env(): Env {
  parsed ??= parseEnv(process.env);
  return parsed;
}

/** Throws an Error that names every wrong variable in a sentence. */
export function parseEnv(given: Readonly<Record<string, string | undefined>>): Env {
  const result = wholeSchema.safeParse(given);
  if (result.success) return result.data;
  const sentences = result.error.issues.map(({ path, message }) => {
    const name = path.join(".");
    return message.startsWith(name) ? message : `${name}: ${message}.`;
  });
  throw new Error(`The configuration is not valid. ${sentences.join(" ")}`);
}
