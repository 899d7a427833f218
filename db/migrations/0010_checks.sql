CREATE TABLE "check_definitions" (
	"id" text PRIMARY KEY NOT NULL,
	"service_id" text NOT NULL,
	"name" text NOT NULL,
	"definition" jsonb NOT NULL,
	"text" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "check_monitors" (
	"placement_id" text NOT NULL,
	"name" text NOT NULL,
	"every_ms" integer NOT NULL,
	"due_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "check_monitors_placement_id_name_pk" PRIMARY KEY("placement_id","name")
);
--> statement-breakpoint
CREATE TABLE "check_results" (
	"run_id" text NOT NULL,
	"position" integer NOT NULL,
	"service_id" text NOT NULL,
	"environment_id" text NOT NULL,
	"region_id" text NOT NULL,
	"release_id" text,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"status" text NOT NULL,
	"duration_ms" integer NOT NULL,
	"expected" text NOT NULL,
	"actual" text NOT NULL,
	"reproduce" text NOT NULL,
	"attempts" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "check_results_run_id_position_pk" PRIMARY KEY("run_id","position"),
	CONSTRAINT "check_results_kind_check" CHECK ("check_results"."kind" in ('http', 'tcp', 'dns', 'tls', 'dependency', 'postgres', 'variables', 'command')),
	CONSTRAINT "check_results_status_check" CHECK ("check_results"."status" in ('passed', 'failed', 'errored', 'skipped'))
);
--> statement-breakpoint
CREATE TABLE "check_runs" (
	"id" text PRIMARY KEY NOT NULL,
	"service_id" text NOT NULL,
	"environment_id" text NOT NULL,
	"region_id" text NOT NULL,
	"release_id" text,
	"deployment_id" text,
	"moment" text NOT NULL,
	"only_check" text,
	"status" text DEFAULT 'queued' NOT NULL,
	"trouble" text,
	"total" integer DEFAULT 0 NOT NULL,
	"attempt" integer DEFAULT 0 NOT NULL,
	"requested_by" text NOT NULL,
	"requested_by_name" text NOT NULL,
	"started_at" timestamp with time zone,
	"finished_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "check_runs_moment_check" CHECK ("check_runs"."moment" in ('before_traffic', 'after_traffic', 'on_demand', 'schedule')),
	CONSTRAINT "check_runs_status_check" CHECK ("check_runs"."status" in ('queued', 'running', 'passed', 'failed', 'errored')),
	CONSTRAINT "check_runs_finished_check" CHECK (("check_runs"."finished_at" is null) = ("check_runs"."status" in ('queued', 'running')))
);
--> statement-breakpoint
ALTER TABLE "releases" ADD COLUMN "checks" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "check_definitions" ADD CONSTRAINT "check_definitions_service_id_services_id_fk" FOREIGN KEY ("service_id") REFERENCES "public"."services"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "check_monitors" ADD CONSTRAINT "check_monitors_placement_id_placements_id_fk" FOREIGN KEY ("placement_id") REFERENCES "public"."placements"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "check_results" ADD CONSTRAINT "check_results_run_id_check_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."check_runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "check_results" ADD CONSTRAINT "check_results_service_id_services_id_fk" FOREIGN KEY ("service_id") REFERENCES "public"."services"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "check_runs" ADD CONSTRAINT "check_runs_service_id_services_id_fk" FOREIGN KEY ("service_id") REFERENCES "public"."services"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "check_runs" ADD CONSTRAINT "check_runs_environment_id_environments_id_fk" FOREIGN KEY ("environment_id") REFERENCES "public"."environments"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "check_runs" ADD CONSTRAINT "check_runs_region_id_regions_id_fk" FOREIGN KEY ("region_id") REFERENCES "public"."regions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "check_runs" ADD CONSTRAINT "check_runs_release_id_releases_id_fk" FOREIGN KEY ("release_id") REFERENCES "public"."releases"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "check_runs" ADD CONSTRAINT "check_runs_deployment_id_deployments_id_fk" FOREIGN KEY ("deployment_id") REFERENCES "public"."deployments"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "check_definitions_name_idx" ON "check_definitions" USING btree ("service_id","name");--> statement-breakpoint
CREATE INDEX "check_monitors_due_idx" ON "check_monitors" USING btree ("due_at");--> statement-breakpoint
CREATE INDEX "check_results_history_idx" ON "check_results" USING btree ("service_id","environment_id","name","run_id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "check_runs_service_idx" ON "check_runs" USING btree ("service_id","id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "check_runs_deployment_idx" ON "check_runs" USING btree ("deployment_id","id");--> statement-breakpoint
CREATE INDEX "check_runs_unfinished_idx" ON "check_runs" USING btree ("id") WHERE "check_runs"."finished_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "check_runs_monitor_idx" ON "check_runs" USING btree ("service_id","environment_id","region_id","only_check") WHERE "check_runs"."moment" = 'schedule' and "check_runs"."finished_at" is null;