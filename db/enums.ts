/** Closed sets shared by schema, policy and UI. Pure values: safe to import anywhere. */

export const DEPLOYMENT_STATUSES = [
  "queued",
  "waiting",
  "running",
  "succeeded",
  "failed",
  "errored",
  "canceled",
  "superseded",
  "interrupted",
] as const;
export type DeploymentStatus = (typeof DEPLOYMENT_STATUSES)[number];

/** What became of a deployment that succeeded. */
export const DEPLOYMENT_OUTCOMES = ["live", "replaced", "rolled_back", "rolled_back_auto"] as const;
export type DeploymentOutcome = (typeof DEPLOYMENT_OUTCOMES)[number];

export const DEPLOYMENT_KINDS = ["deploy", "promote", "rollback"] as const;
export type DeploymentKind = (typeof DEPLOYMENT_KINDS)[number];

export const RELEASE_SET_KINDS = ["promote", "rollback"] as const;
export type ReleaseSetKind = (typeof RELEASE_SET_KINDS)[number];

/** A *stopped* one waits for a person: a member failed, and nothing more begins until somebody decides. */
export const RELEASE_SET_STATUSES = ["running", "stopped", "succeeded", "failed", "canceled"] as const;
export type ReleaseSetStatus = (typeof RELEASE_SET_STATUSES)[number];

export const SET_MEMBER_STATUSES = ["pending", "requested", "succeeded", "failed", "skipped"] as const;
export type SetMemberStatus = (typeof SET_MEMBER_STATUSES)[number];

/** In the order the engine runs them. */
export const DEPLOYMENT_PHASES = ["prepare", "migrate", "roll_out", "switch", "verify", "watch"] as const;
export type DeploymentPhase = (typeof DEPLOYMENT_PHASES)[number];

export const PHASE_STATUSES = ["running", "passed", "failed", "skipped", "interrupted"] as const;
export type PhaseStatus = (typeof PHASE_STATUSES)[number];

export const RELEASE_STATUSES = ["building", "ready", "failed"] as const;
export type ReleaseStatus = (typeof RELEASE_STATUSES)[number];

/**
 * What a release does to the database of its service, the worst of its new migrations; each is worse than the ones before
 * it. *Expand* leaves the earlier release working, *unknown* means that it could not be told.
 */
export const MIGRATION_CLASSES = ["none", "expand", "data", "contract", "unknown"] as const;
export type MigrationClass = (typeof MIGRATION_CLASSES)[number];

export const MIGRATION_DIRECTIONS = ["up", "down"] as const;
export type MigrationDirection = (typeof MIGRATION_DIRECTIONS)[number];

export const MIGRATION_RUN_STATUSES = ["running", "passed", "failed", "interrupted"] as const;
export type MigrationRunStatus = (typeof MIGRATION_RUN_STATUSES)[number];

/** Whether an environment can go back to a release, as far as its database is concerned; each is worse than the ones before it. */
export const MIGRATION_VERDICTS = ["safe", "safe_with_down", "unsafe"] as const;
export type MigrationVerdictWord = (typeof MIGRATION_VERDICTS)[number];

export const HEALTH_STATES = ["healthy", "progressing", "degraded", "unknown", "not_applicable"] as const;
export type HealthState = (typeof HEALTH_STATES)[number];

/** What delivery performance counts a production deployment as; one deployment may be several of them. */
export const COUNTED_AS = ["delivery", "change", "failure", "first_traffic"] as const;
export type CountedAs = (typeof COUNTED_AS)[number];

/** How a target differs from what should serve in a place. */
export const DRIFT_KINDS = ["missing", "other_release", "other_configuration", "unexpected"] as const;
export type DriftKind = (typeof DRIFT_KINDS)[number];

/** What a board can be narrowed down to: services of which this is true somewhere, or in one environment. */
export const BOARD_STATES = [
  "action",
  "behind",
  "failing",
  "in-flight",
  "healthy",
  "degraded",
  "unknown",
] as const;
export type BoardState = (typeof BOARD_STATES)[number];

export const BOARD_ORDERS = ["name", "urgency"] as const;
export type BoardOrder = (typeof BOARD_ORDERS)[number];

export const QUEUE_POLICIES = ["supersede", "fifo", "reject"] as const;
export type QueuePolicy = (typeof QUEUE_POLICIES)[number];

/** How a version of a configuration came about; `initial` is the empty one of a place where nothing was set yet. */
export const CONFIGURATION_ORIGINS = ["initial", "set", "import", "restore"] as const;
export type ConfigurationOrigin = (typeof CONFIGURATION_ORIGINS)[number];

export const TARGET_KINDS = ["local"] as const;
export type TargetKind = (typeof TARGET_KINDS)[number];

/** Each role includes the ones before it. */
export const ROLES = ["viewer", "developer", "operator", "administrator"] as const;
export type Role = (typeof ROLES)[number];

/** What a token may do; a person's role still bounds it. */
export const TOKEN_SCOPES = [
  "read",
  "services:write",
  "releases:write",
  "deployments:write",
  "approvals:write",
  "settings:write",
  "admin",
] as const;
export type TokenScope = (typeof TOKEN_SCOPES)[number];

export const LOG_STREAMS = ["system", "stdout", "stderr"] as const;
export type LogStream = (typeof LOG_STREAMS)[number];

/** Where a dependency of a service is declared. */
export const DEPENDENCY_SOURCES = ["slipway.yaml", "portal"] as const;
export type DependencySource = (typeof DEPENDENCY_SOURCES)[number];

/** What a check asks; each kind has its own part of a definition. */
export const CHECK_KINDS = [
  "http",
  "tcp",
  "dns",
  "tls",
  "dependency",
  "postgres",
  "mysql",
  "redis",
  "variables",
  "command",
] as const;
export type CheckKind = (typeof CHECK_KINDS)[number];

/** *Failed* is an answer that is not what was expected; *errored* means that we could not tell. */
export const CHECK_STATUSES = ["passed", "failed", "errored", "skipped"] as const;
export type CheckStatus = (typeof CHECK_STATUSES)[number];

/** What an outage of a monitor is: it fails, or we cannot tell. */
export const MONITOR_OUTAGES = ["failed", "errored"] as const;
export type MonitorOutage = (typeof MONITOR_OUTAGES)[number];

export const CHECK_RUN_STATUSES = ["queued", "running", "passed", "failed", "errored"] as const;
export type CheckRunStatus = (typeof CHECK_RUN_STATUSES)[number];

/** Why checks ran: around the switch of a deployment, because somebody asked, or by their schedule. */
export const CHECK_MOMENTS = ["before_traffic", "after_traffic", "on_demand", "schedule"] as const;
export type CheckMoment = (typeof CHECK_MOMENTS)[number];

/** What can stand in the way of a deployment; whoever judges says which, and the boards and the API name it. */
export const GATE_CODES = [
  "quarantine",
  "hold",
  "freeze",
  "upstream",
  "soak",
  "checks",
  "approval",
  "schedule",
  "not_before",
  "database",
] as const;
export type GateCode = (typeof GATE_CODES)[number];
/** What gates are called where there is no room for their sentence. */
export const GATE_NOUNS: Record<GateCode, string> = {
  quarantine: "the quarantine",
  hold: "the hold",
  freeze: "the freeze",
  upstream: "the stage before",
  soak: "the soak",
  checks: "the checks",
  approval: "approval",
  schedule: "the next opening",
  not_before: "its time",
  database: "the database",
};

/** What holds where a pipeline does not say: judged by, written into its schema, and told to people. */
export const PIPELINE_DEFAULTS = {
  /** How long approvals are waited for. */
  expires: "72h",
  /** How long after its start a release goes back by itself. */
  watch: "15m",
  /** Automatic rollbacks of a service; more wait for a person. */
  rollbacksPerHour: 1,
} as const;

export const APPROVAL_DECISIONS = ["approved", "rejected"] as const;
export type ApprovalDecision = (typeof APPROVAL_DECISIONS)[number];

/** What the audit trail is about, and in which order its filter names it; its actions are `noun.verb`. */
export const AUDIT_NOUNS = [
  "deployment",
  "gate",
  "release",
  "release_set",
  "drift",
  "service",
  "pipeline",
  "freeze",
  "hold",
  "check",
  "variable",
  "configuration",
  "environment",
  "channel",
  "subscription",
  "person",
  "team",
  "token",
  "session",
  "error_issue",
  "cron_monitor",
  "dashboard",
  "sample",
  "installation",
  "audit",
] as const;
export type AuditNoun = (typeof AUDIT_NOUNS)[number];
export type AuditAction = `${AuditNoun}.${string}`;

export const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Weekday = (typeof WEEKDAYS)[number];
/** Where a message goes besides the inbox of the portal. */
export const CHANNEL_KINDS = ["email", "slack", "teams", "webhook"] as const;
export type ChannelKind = (typeof CHANNEL_KINDS)[number];

/** What people choose from when they say what they want to be told; which events belong to each is told in lib/notifications. */
export const NOTIFICATION_KINDS = [
  "approval_requested",
  "approval_decided",
  "deployment_failed",
  "deployment_succeeded",
  "deployment_requested",
  "deployment_stopped",
  "rolled_back",
  "promotion_blocked",
  "hold",
  "freeze",
  "check_failed",
  "check_recovered",
  "drift",
  "release_failed",
  "release_ready",
  "service_changed",
  "channel_failed",
  "other",
] as const;
export type NotificationKind = (typeof NOTIFICATION_KINDS)[number];

/** Of everything, of the services that one's teams own, or only of what somebody asked for or is asked about. */
export const SUBSCRIPTION_SCOPES = ["all", "owned", "mine"] as const;
export type SubscriptionScope = (typeof SUBSCRIPTION_SCOPES)[number];

/** A pending one that has failed before is tried again; *bundled* ones went out as part of a digest. */
export const DELIVERY_STATUSES = ["pending", "delivered", "dead", "bundled"] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

/**
 * Who counted an operation, and from which side: the gateway, or the process itself by its SDK. Requests that a process
 * took are `server` and `consumer`, what it asked of others is `client` and `producer`.
 */
export const OPERATION_KINDS = ["gateway", "server", "consumer", "client", "producer", "internal"] as const;
export type OperationKind = (typeof OPERATION_KINDS)[number];

/** What arrives at the intake. */
export const SIGNALS = ["spans", "logs", "metrics", "errors", "attachments"] as const;
export type Signal = (typeof SIGNALS)[number];

/** Why something that arrived is not kept; `sampled` and `budget` were counted before. */
export const DROP_REASONS = [
  "invalid",
  "too_large",
  "overload",
  "sampled",
  "budget",
  "limit",
  "client",
  /** A kind of item that Slipway knows and has no place for. */
  "unsupported",
  /** A request with a key that was rotated away; how much was in it nobody looked at. */
  "revoked",
  /** An attachment that is larger than one may be, of an event that has as many as it may have, or over the bytes of a day. */
  "oversized",
  "too_many",
  "allowance",
  /** An attachment whose event is not kept, or never came. */
  "no_event",
] as const;
export type DropReason = (typeof DROP_REASONS)[number];

/** How often the page with metrics of a process may be read. */
export const SCRAPE_INTERVALS_SECONDS = [15, 30, 60] as const;

/** A counter only grows, a level is what it is now, a histogram counts how often which values were seen. */
export const METRIC_TYPES = ["counter", "level", "histogram"] as const;
export type MetricType = (typeof METRIC_TYPES)[number];

/** What Sentry's protocol calls them, from worst to least. */
export const ERROR_LEVELS = ["fatal", "error", "warning", "info", "debug"] as const;
export type ErrorLevel = (typeof ERROR_LEVELS)[number];

/** How a session of a person or a request ended; each is worse than the ones before it. */
export const SESSION_OUTCOMES = ["healthy", "errored", "abnormal", "crashed"] as const;
export type SessionOutcome = (typeof SESSION_OUTCOMES)[number];

/** How a cron monitor stands, the most urgent first: by the last of its runs that ended, or that should have begun. */
export const CRON_STATUSES = ["error", "missed", "overrun", "waiting", "ok"] as const;
export type CronStatus = (typeof CRON_STATUSES)[number];

/** *Missed* did not begin in time, *overrun* did not end in time, *unseen* was due while nobody could take a check-in. */
export const CRON_RUN_STATUSES = ["in_progress", "ok", "error", "missed", "overrun", "unseen"] as const;
export type CronRunStatus = (typeof CRON_RUN_STATUSES)[number];

/** *Regressed* is open again after it was resolved; *ignored* hides it until its condition comes true. */
export const ISSUE_STATUSES = ["unresolved", "regressed", "ignored", "resolved"] as const;
export type IssueStatus = (typeof ISSUE_STATUSES)[number];

/**
 * When a resolution counts as broken: by any later event, by one of a release that contains a certain release's commit, or
 * of one that contains the first release built after the resolution.
 */
export const RESOLUTIONS = ["now", "in_release", "in_next_release"] as const;
export type Resolution = (typeof RESOLUTIONS)[number];

/** What somebody did to the groups by hand; each can be undone. */
export const REGROUPINGS = ["merge", "split"] as const;
export type RegroupingKind = (typeof REGROUPINGS)[number];
