CREATE TABLE "cron_monitors" (
	"id" text PRIMARY KEY NOT NULL,
	"service_id" text NOT NULL,
	"environment_id" text NOT NULL,
	"slug" text NOT NULL,
	"schedule" jsonb,
	"time_zone" text DEFAULT 'UTC' NOT NULL,
	"margin_minutes" integer NOT NULL,
	"max_runtime_minutes" integer NOT NULL,
	"status" text DEFAULT 'waiting' NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"last_check_in_at" timestamp with time zone NOT NULL,
	"due_at" timestamp with time zone,
	"late_at" timestamp with time zone,
	CONSTRAINT "cron_monitors_status_check" CHECK ("cron_monitors"."status" in ('error', 'missed', 'overrun', 'waiting', 'ok'))
);
--> statement-breakpoint
CREATE TABLE "cron_runs" (
	"id" text PRIMARY KEY NOT NULL,
	"monitor_id" text NOT NULL,
	"check_in_id" "bytea",
	"status" text NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	"duration_ms" bigint,
	"overdue_at" timestamp with time zone,
	"source_id" integer,
	"trace_id" "bytea",
	CONSTRAINT "cron_runs_status_check" CHECK ("cron_runs"."status" in ('in_progress', 'ok', 'error', 'missed', 'overrun', 'unseen'))
);
--> statement-breakpoint
ALTER TABLE "cron_monitors" ADD CONSTRAINT "cron_monitors_service_id_services_id_fk" FOREIGN KEY ("service_id") REFERENCES "public"."services"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cron_monitors" ADD CONSTRAINT "cron_monitors_environment_id_environments_id_fk" FOREIGN KEY ("environment_id") REFERENCES "public"."environments"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cron_runs" ADD CONSTRAINT "cron_runs_monitor_id_cron_monitors_id_fk" FOREIGN KEY ("monitor_id") REFERENCES "public"."cron_monitors"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "cron_monitors_key" ON "cron_monitors" USING btree ("service_id","environment_id","slug");--> statement-breakpoint
CREATE INDEX "cron_monitors_late_idx" ON "cron_monitors" USING btree ("late_at");--> statement-breakpoint
CREATE INDEX "cron_runs_monitor_idx" ON "cron_runs" USING btree ("monitor_id","id" DESC NULLS FIRST);--> statement-breakpoint
CREATE UNIQUE INDEX "cron_runs_check_in_key" ON "cron_runs" USING btree ("monitor_id","check_in_id");--> statement-breakpoint
CREATE UNIQUE INDEX "cron_runs_due_key" ON "cron_runs" USING btree ("monitor_id","started_at") WHERE "cron_runs"."status" = 'missed';--> statement-breakpoint
CREATE INDEX "cron_runs_overdue_idx" ON "cron_runs" USING btree ("overdue_at") WHERE "cron_runs"."status" = 'in_progress';