CREATE TABLE "environments" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"position" integer NOT NULL,
	"deploy_role" text DEFAULT 'developer' NOT NULL,
	"is_production" boolean DEFAULT false NOT NULL,
	"queue_policy" text DEFAULT 'supersede' NOT NULL,
	"settle_ms" integer DEFAULT 10000 NOT NULL,
	"drain_ms" integer DEFAULT 30000 NOT NULL,
	"warm_ms" integer DEFAULT 3600000 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "environments_queue_policy_check" CHECK ("environments"."queue_policy" in ('supersede', 'fifo', 'reject')),
	CONSTRAINT "environments_deploy_role_check" CHECK ("environments"."deploy_role" in ('viewer', 'developer', 'operator', 'administrator')),
	CONSTRAINT "environments_name_check" CHECK ("environments"."name" ~ '^[a-z]([a-z0-9-]{0,18}[a-z0-9])?$'),
	CONSTRAINT "environments_durations_check" CHECK ("environments"."settle_ms" >= 0 and "environments"."drain_ms" >= 0 and "environments"."warm_ms" >= 0)
);
--> statement-breakpoint
CREATE TABLE "regions" (
	"id" text PRIMARY KEY NOT NULL,
	"environment_id" text NOT NULL,
	"target_id" text NOT NULL,
	"name" text NOT NULL,
	"position" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "services" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"repository_url" text NOT NULL,
	"repository_branch" text,
	"repository_path" text,
	"settings" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"created_by" text,
	"archived_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "services_name_check" CHECK ("services"."name" ~ '^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$')
);
--> statement-breakpoint
CREATE TABLE "targets" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"configuration" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "targets_kind_check" CHECK ("targets"."kind" in ('local'))
);
--> statement-breakpoint
CREATE TABLE "variables" (
	"id" text PRIMARY KEY NOT NULL,
	"service_id" text NOT NULL,
	"environment_id" text NOT NULL,
	"key" text NOT NULL,
	"sealed_value" text NOT NULL,
	"value_hash" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "variables_key_check" CHECK ("variables"."key" ~ '^[A-Za-z_][A-Za-z0-9_]{0,127}$')
);
--> statement-breakpoint
CREATE TABLE "deployment_phases" (
	"deployment_id" text NOT NULL,
	"phase" text NOT NULL,
	"attempt" integer NOT NULL,
	"status" text NOT NULL,
	"detail" text DEFAULT '' NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone,
	CONSTRAINT "deployment_phases_deployment_id_attempt_phase_pk" PRIMARY KEY("deployment_id","attempt","phase"),
	CONSTRAINT "deployment_phases_status_check" CHECK ("deployment_phases"."status" in ('running', 'passed', 'failed', 'skipped', 'interrupted')),
	CONSTRAINT "deployment_phases_phase_check" CHECK ("deployment_phases"."phase" in ('prepare', 'migrate', 'roll_out', 'switch', 'verify', 'watch'))
);
--> statement-breakpoint
CREATE TABLE "deployments" (
	"id" text PRIMARY KEY NOT NULL,
	"service_id" text NOT NULL,
	"environment_id" text NOT NULL,
	"region_id" text NOT NULL,
	"placement_id" text NOT NULL,
	"release_id" text NOT NULL,
	"kind" text NOT NULL,
	"status" text DEFAULT 'queued' NOT NULL,
	"phase" text,
	"outcome" text,
	"previous_release_id" text,
	"previous_deployment_id" text,
	"from_environment_id" text,
	"reason" text DEFAULT '' NOT NULL,
	"requested_by" text NOT NULL,
	"requested_by_name" text NOT NULL,
	"cancel_requested_at" timestamp with time zone,
	"cancel_requested_by" text,
	"cancel_reason" text,
	"failure" jsonb,
	"reused_warm" boolean,
	"lease_owner" text,
	"lease_expires_at" timestamp with time zone,
	"fence" bigint,
	"attempts" integer DEFAULT 0 NOT NULL,
	"switch_intended_at" timestamp with time zone,
	"switched_at" timestamp with time zone,
	"started_at" timestamp with time zone,
	"finished_at" timestamp with time zone,
	"replaced_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "deployments_status_check" CHECK ("deployments"."status" in ('queued', 'waiting', 'running', 'succeeded', 'failed', 'errored', 'canceled', 'superseded', 'interrupted')),
	CONSTRAINT "deployments_kind_check" CHECK ("deployments"."kind" in ('deploy', 'promote', 'rollback')),
	CONSTRAINT "deployments_phase_check" CHECK ("deployments"."phase" in ('prepare', 'migrate', 'roll_out', 'switch', 'verify', 'watch')),
	CONSTRAINT "deployments_outcome_check" CHECK ("deployments"."outcome" in ('live', 'replaced', 'rolled_back', 'rolled_back_auto')),
	CONSTRAINT "deployments_finished_check" CHECK (("deployments"."finished_at" is null) = ("deployments"."status" in ('queued', 'waiting', 'running'))),
	CONSTRAINT "deployments_lease_check" CHECK ("deployments"."status" = 'running' or "deployments"."lease_owner" is null)
);
--> statement-breakpoint
CREATE TABLE "placements" (
	"id" text PRIMARY KEY NOT NULL,
	"service_id" text NOT NULL,
	"environment_id" text NOT NULL,
	"region_id" text NOT NULL,
	"fence" bigint DEFAULT 0 NOT NULL,
	"release_id" text,
	"deployment_id" text,
	"live_since" timestamp with time zone,
	"url" text,
	"warm_release_id" text,
	"warm_until" timestamp with time zone,
	"last_deployment_id" text,
	"last_status" text,
	"health" text DEFAULT 'not_applicable' NOT NULL,
	"health_detail" text,
	"observed_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "placements_health_check" CHECK ("placements"."health" in ('healthy', 'progressing', 'degraded', 'unknown', 'not_applicable'))
);
--> statement-breakpoint
CREATE TABLE "releases" (
	"id" text PRIMARY KEY NOT NULL,
	"service_id" text NOT NULL,
	"number" integer NOT NULL,
	"ref" text NOT NULL,
	"status" text DEFAULT 'building' NOT NULL,
	"version" text,
	"commit" jsonb,
	"commit_sha" text,
	"changelog" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"changed_file_count" integer,
	"digest" text,
	"artifact" jsonb,
	"plan" jsonb,
	"explanation" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"size_bytes" bigint,
	"file_count" integer,
	"dependencies_reused" boolean,
	"step_durations_ms" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"failure" jsonb,
	"requested_by" text NOT NULL,
	"requested_by_name" text NOT NULL,
	"started_at" timestamp with time zone,
	"finished_at" timestamp with time zone,
	"lease_owner" text,
	"lease_expires_at" timestamp with time zone,
	"attempts" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "releases_status_check" CHECK ("releases"."status" in ('building', 'ready', 'failed')),
	CONSTRAINT "releases_ready_check" CHECK ("releases"."status" <> 'ready' or ("releases"."digest" is not null and "releases"."plan" is not null and "releases"."artifact" is not null))
);
--> statement-breakpoint
CREATE TABLE "identities" (
	"id" text PRIMARY KEY NOT NULL,
	"user_id" text NOT NULL,
	"provider" text NOT NULL,
	"provider_account_id" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "installation" (
	"id" integer PRIMARY KEY DEFAULT 1 NOT NULL,
	"set_up_token_hash" text,
	"completed_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"id" text PRIMARY KEY NOT NULL,
	"user_id" text NOT NULL,
	"user_agent" text DEFAULT '' NOT NULL,
	"ip" "inet",
	"expires_at" timestamp with time zone NOT NULL,
	"last_seen_at" timestamp with time zone DEFAULT now() NOT NULL,
	"revoked_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sign_in_attempts" (
	"id" text PRIMARY KEY NOT NULL,
	"email" text NOT NULL,
	"ip" text NOT NULL,
	"succeeded" boolean NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "tokens" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"hash" text NOT NULL,
	"hint" text NOT NULL,
	"scopes" jsonb NOT NULL,
	"role" text NOT NULL,
	"created_by" text,
	"expires_at" timestamp with time zone,
	"last_used_at" timestamp with time zone,
	"revoked_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "tokens_role_check" CHECK ("tokens"."role" in ('viewer', 'developer', 'operator', 'administrator'))
);
--> statement-breakpoint
CREATE TABLE "users" (
	"id" text PRIMARY KEY NOT NULL,
	"email" text NOT NULL,
	"name" text NOT NULL,
	"role" text DEFAULT 'viewer' NOT NULL,
	"password_hash" text,
	"disabled_at" timestamp with time zone,
	"last_seen_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "users_role_check" CHECK ("users"."role" in ('viewer', 'developer', 'operator', 'administrator'))
);
--> statement-breakpoint
CREATE TABLE "audit_entries" (
	"id" text PRIMARY KEY NOT NULL,
	"actor" text NOT NULL,
	"actor_name" text NOT NULL,
	"action" text NOT NULL,
	"subject" text NOT NULL,
	"subject_name" text DEFAULT '' NOT NULL,
	"before" jsonb,
	"after" jsonb,
	"request_id" text NOT NULL,
	"ip" text,
	"at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "events" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"transaction" "xid8" DEFAULT pg_current_xact_id() NOT NULL,
	"type" text NOT NULL,
	"subject" text NOT NULL,
	"service_id" text,
	"environment_id" text,
	"release_id" text,
	"message" text NOT NULL,
	"detail" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "idempotency_keys" (
	"actor" text NOT NULL,
	"key" text NOT NULL,
	"fingerprint" text NOT NULL,
	"status" integer,
	"body" jsonb,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "idempotency_keys_actor_key_pk" PRIMARY KEY("actor","key")
);
--> statement-breakpoint
CREATE TABLE "log_chunks" (
	"subject" text NOT NULL,
	"first_line" integer NOT NULL,
	"lines" jsonb NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "log_chunks_subject_first_line_pk" PRIMARY KEY("subject","first_line")
);
--> statement-breakpoint
CREATE TABLE "worker_processes" (
	"id" text PRIMARY KEY NOT NULL,
	"started_at" timestamp with time zone DEFAULT now() NOT NULL,
	"heartbeat_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "regions" ADD CONSTRAINT "regions_environment_id_environments_id_fk" FOREIGN KEY ("environment_id") REFERENCES "public"."environments"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "regions" ADD CONSTRAINT "regions_target_id_targets_id_fk" FOREIGN KEY ("target_id") REFERENCES "public"."targets"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "services" ADD CONSTRAINT "services_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "variables" ADD CONSTRAINT "variables_service_id_services_id_fk" FOREIGN KEY ("service_id") REFERENCES "public"."services"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "variables" ADD CONSTRAINT "variables_environment_id_environments_id_fk" FOREIGN KEY ("environment_id") REFERENCES "public"."environments"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deployment_phases" ADD CONSTRAINT "deployment_phases_deployment_id_deployments_id_fk" FOREIGN KEY ("deployment_id") REFERENCES "public"."deployments"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deployments" ADD CONSTRAINT "deployments_service_id_services_id_fk" FOREIGN KEY ("service_id") REFERENCES "public"."services"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deployments" ADD CONSTRAINT "deployments_environment_id_environments_id_fk" FOREIGN KEY ("environment_id") REFERENCES "public"."environments"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deployments" ADD CONSTRAINT "deployments_region_id_regions_id_fk" FOREIGN KEY ("region_id") REFERENCES "public"."regions"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deployments" ADD CONSTRAINT "deployments_placement_id_placements_id_fk" FOREIGN KEY ("placement_id") REFERENCES "public"."placements"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deployments" ADD CONSTRAINT "deployments_release_id_releases_id_fk" FOREIGN KEY ("release_id") REFERENCES "public"."releases"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deployments" ADD CONSTRAINT "deployments_previous_release_id_releases_id_fk" FOREIGN KEY ("previous_release_id") REFERENCES "public"."releases"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deployments" ADD CONSTRAINT "deployments_from_environment_id_environments_id_fk" FOREIGN KEY ("from_environment_id") REFERENCES "public"."environments"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "placements" ADD CONSTRAINT "placements_service_id_services_id_fk" FOREIGN KEY ("service_id") REFERENCES "public"."services"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "placements" ADD CONSTRAINT "placements_environment_id_environments_id_fk" FOREIGN KEY ("environment_id") REFERENCES "public"."environments"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "placements" ADD CONSTRAINT "placements_region_id_regions_id_fk" FOREIGN KEY ("region_id") REFERENCES "public"."regions"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "placements" ADD CONSTRAINT "placements_release_id_releases_id_fk" FOREIGN KEY ("release_id") REFERENCES "public"."releases"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "placements" ADD CONSTRAINT "placements_warm_release_id_releases_id_fk" FOREIGN KEY ("warm_release_id") REFERENCES "public"."releases"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "releases" ADD CONSTRAINT "releases_service_id_services_id_fk" FOREIGN KEY ("service_id") REFERENCES "public"."services"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "identities" ADD CONSTRAINT "identities_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tokens" ADD CONSTRAINT "tokens_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "environments_name_idx" ON "environments" USING btree ("name");--> statement-breakpoint
CREATE UNIQUE INDEX "environments_position_idx" ON "environments" USING btree ("position");--> statement-breakpoint
CREATE UNIQUE INDEX "regions_name_idx" ON "regions" USING btree ("environment_id","name");--> statement-breakpoint
CREATE UNIQUE INDEX "regions_position_idx" ON "regions" USING btree ("environment_id","position");--> statement-breakpoint
CREATE INDEX "regions_target_idx" ON "regions" USING btree ("target_id");--> statement-breakpoint
CREATE UNIQUE INDEX "services_name_idx" ON "services" USING btree ("name") WHERE "services"."archived_at" is null;--> statement-breakpoint
CREATE INDEX "services_name_search_idx" ON "services" USING btree ("name" text_pattern_ops);--> statement-breakpoint
CREATE UNIQUE INDEX "targets_name_idx" ON "targets" USING btree ("name");--> statement-breakpoint
CREATE UNIQUE INDEX "variables_key_idx" ON "variables" USING btree ("service_id","environment_id","key");--> statement-breakpoint
CREATE UNIQUE INDEX "deployments_one_in_flight_idx" ON "deployments" USING btree ("service_id","environment_id","region_id") WHERE "deployments"."status" = 'running';--> statement-breakpoint
CREATE INDEX "deployments_unfinished_idx" ON "deployments" USING btree ("placement_id","id") WHERE "deployments"."finished_at" is null;--> statement-breakpoint
CREATE INDEX "deployments_service_idx" ON "deployments" USING btree ("service_id","id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "deployments_environment_idx" ON "deployments" USING btree ("environment_id","id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "deployments_status_idx" ON "deployments" USING btree ("status","id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "deployments_kind_idx" ON "deployments" USING btree ("kind","id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "deployments_placement_idx" ON "deployments" USING btree ("placement_id","id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "deployments_release_idx" ON "deployments" USING btree ("release_id","id" DESC NULLS LAST);--> statement-breakpoint
CREATE UNIQUE INDEX "placements_place_idx" ON "placements" USING btree ("service_id","environment_id","region_id");--> statement-breakpoint
CREATE INDEX "placements_health_idx" ON "placements" USING btree ("health") WHERE "placements"."health" in ('degraded', 'unknown');--> statement-breakpoint
CREATE INDEX "placements_trouble_idx" ON "placements" USING btree ("last_deployment_id") WHERE "placements"."last_status" in ('failed', 'errored', 'interrupted');--> statement-breakpoint
CREATE INDEX "placements_environment_idx" ON "placements" USING btree ("environment_id");--> statement-breakpoint
CREATE UNIQUE INDEX "releases_number_idx" ON "releases" USING btree ("service_id","number");--> statement-breakpoint
CREATE INDEX "releases_service_idx" ON "releases" USING btree ("service_id","id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "releases_unfinished_idx" ON "releases" USING btree ("id") WHERE "releases"."finished_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "identities_account_idx" ON "identities" USING btree ("provider","provider_account_id");--> statement-breakpoint
CREATE INDEX "identities_user_idx" ON "identities" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "sessions_user_idx" ON "sessions" USING btree ("user_id","created_at" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "sign_in_attempts_email_idx" ON "sign_in_attempts" USING btree ("email","at" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "sign_in_attempts_ip_idx" ON "sign_in_attempts" USING btree ("ip","at" DESC NULLS LAST);--> statement-breakpoint
CREATE UNIQUE INDEX "tokens_hash_idx" ON "tokens" USING btree ("hash");--> statement-breakpoint
CREATE UNIQUE INDEX "users_email_idx" ON "users" USING btree (lower("email"));--> statement-breakpoint
CREATE INDEX "audit_entries_subject_idx" ON "audit_entries" USING btree ("subject","id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "audit_entries_actor_idx" ON "audit_entries" USING btree ("actor","id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "audit_entries_action_idx" ON "audit_entries" USING btree ("action","id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "events_order_idx" ON "events" USING btree ("transaction","id");--> statement-breakpoint
CREATE INDEX "events_subject_idx" ON "events" USING btree ("subject","id");--> statement-breakpoint
CREATE INDEX "idempotency_keys_created_idx" ON "idempotency_keys" USING btree ("created_at");