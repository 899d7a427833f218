import { isIP } from "node:net";
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

/** Addresses and networks separated by commas: `10.1.0.0/16, fd12::/48, 192.0.2.7`. */
const networks = (name: string) =>
  optional.transform((text, context) =>
    (text ?? "").split(",").flatMap((part) => {
      if (part.trim() === "") return [];
      const network = networkOf(part.trim());
      if (network) return [network];
      context.addIssue({
        code: "custom",
        message: `${name} holds "${part.trim()}", which is no address or network like 10.1.0.0/16.`,
      });
      return [];
    }),
  );

export type Network = { address: string; prefix: number; family: "ipv4" | "ipv6" };

export function networkOf(text: string): Network | undefined {
  const [host = "", bits, ...rest] = text.split("/");
  const version = isIP(host);
  const longest = version === 4 ? 32 : 128;
  if (version === 0 || rest.length > 0 || (bits !== undefined && !/^\d{1,3}$/.test(bits))) return undefined;
  const prefix = bits === undefined ? longest : Number(bits);
  if (prefix > longest) return undefined;
  return { address: host, prefix, family: version === 4 ? "ipv4" : "ipv6" };
}

const schema = z.object({
  DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, "DATABASE_URL must start with postgres://."),
  PORT: port(3000),
  SLIPWAY_GATEWAY_PORT: port(4000),
  SLIPWAY_OTLP_PORT: port(4318),
  /** How many processes take telemetry in; each has a room and connections to the database of its own. */
  SLIPWAY_INTAKE_PROCESSES: z.coerce.number().int().min(1).max(8).default(1),
  /** The largest body the intake reads, after decompression, and how much may wait there altogether. */
  SLIPWAY_INTAKE_MAX_BODY_BYTES: z.coerce.number().int().min(1_024).max(1_073_741_824).default(67_108_864),
  SLIPWAY_INTAKE_QUEUE_BYTES: z.coerce.number().int().min(1_024).max(4_294_967_296).default(67_108_864),
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
  /** smtp://user:password@host:587 or smtps://…; without it channels of the kind e-mail say what is missing. */
  SLIPWAY_SMTP_URL: optional.refine((value) => value === undefined || /^smtps?:\/\/[^/]+/.test(value), {
    message: "SLIPWAY_SMTP_URL must be an address like smtp://user:password@mail.example.com:587.",
  }),
  /** The sender of e-mails: `Slipway <slipway@example.com>`. */
  SLIPWAY_MAIL_FROM: optional.refine((value) => value === undefined || /^[^\r\n]*@[^\r\n]+$/.test(value), {
    message: "SLIPWAY_MAIL_FROM must be an address like Slipway <slipway@example.com>.",
  }),
  /** Networks that webhooks may reach although they are private, and that they may not reach in any case. */
  SLIPWAY_OUTGOING_ALLOW: networks("SLIPWAY_OUTGOING_ALLOW"),
  SLIPWAY_OUTGOING_DENY: networks("SLIPWAY_OUTGOING_DENY"),
  /** How many days requests per minute and per hour are kept. */
  SLIPWAY_METRICS_MINUTE_DAYS: z.coerce.number().int().min(2).max(400).default(30),
  SLIPWAY_METRICS_HOUR_DAYS: z.coerce.number().int().min(31).max(1_830).default(400),
  /**
   * Another engine for metrics: `dual` writes there too, `prometheus` also asks it. Minutes go through PostgreSQL in any
   * case, which is what is still there when the engine is away.
   */
  SLIPWAY_METRICS_MODE: z.enum(["off", "dual", "prometheus"]).default("off"),
  /** What /api/v1/query_range follows, and the whole address of remote_write where that is another one. */
  SLIPWAY_METRICS_URL: address("SLIPWAY_METRICS_URL", { allowPath: true }),
  SLIPWAY_METRICS_WRITE_URL: address("SLIPWAY_METRICS_WRITE_URL", { allowPath: true }),
  SLIPWAY_METRICS_TOKEN: optional,
  SLIPWAY_METRICS_TENANT: optional,
  /** Spans and lines: how many megabytes of the database they may take, and for how long they are kept at most. */
  SLIPWAY_EVIDENCE_MB: z.coerce.number().int().min(64).default(20_480),
  /** Files that come with errors: how many megabytes of one day are kept of a service in an environment. */
  SLIPWAY_ATTACHMENTS_MB: z.coerce.number().int().min(0).max(10_000).default(50),
  SLIPWAY_EVIDENCE_DAYS: z.coerce.number().int().min(1).max(400).default(14),
  SLIPWAY_WORKER_CONCURRENCY: z.coerce.number().int().min(1).max(64).default(8),
});
export type Env = z.infer<typeof schema>;

/** A provider with half of its settings would break every way of signing in, also the ones that are set up right. */
const TOGETHER = [
  ["GITHUB_CLIENT_ID", "GITHUB_CLIENT_SECRET"],
  ["OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"],
  ["SLIPWAY_SMTP_URL", "SLIPWAY_MAIL_FROM"],
] as const satisfies (keyof Env)[][];

const wholeSchema = schema.superRefine((given, context) => {
  if (given.SLIPWAY_METRICS_MODE !== "off" && given.SLIPWAY_METRICS_URL === undefined) {
    const message = "SLIPWAY_METRICS_URL has to be set for the mode dual or prometheus.";
    context.addIssue({ code: "custom", path: ["SLIPWAY_METRICS_URL"], message });
  }
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

const metricsSchema = schema.pick({
  SLIPWAY_METRICS_MODE: true,
  SLIPWAY_METRICS_URL: true,
  SLIPWAY_METRICS_WRITE_URL: true,
  SLIPWAY_METRICS_TOKEN: true,
  SLIPWAY_METRICS_TENANT: true,
});
let parsedMetrics: z.infer<typeof metricsSchema> | undefined;

/** Where metrics go, by itself: each question asks for it, also where nothing else is configured, as in a test. */
export function metricsEnv(): z.infer<typeof metricsSchema> {
  parsedMetrics ??= metricsSchema.parse(process.env);
  return parsedMetrics;
}

/** The address at which people open the portal, without a slash at its end. */
export const portalUrl = (): string => env().SLIPWAY_URL ?? `http://localhost:${env().PORT}`;

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

/** Which release of itself the portal is, in what it reports of itself: the commit, unless somebody says otherwise. */
export const ownRelease = (): string | undefined => process.env.SENTRY_RELEASE || process.env.SLIPWAY_COMMIT;
