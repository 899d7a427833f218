CREATE TABLE "migration_runs" (
	"id" text PRIMARY KEY NOT NULL,
	"service_id" text NOT NULL,
	"environment_id" text NOT NULL,
	"release_id" text NOT NULL,
	"deployment_id" text NOT NULL,
	"direction" text NOT NULL,
	"command" text NOT NULL,
	"status" text DEFAULT 'running' NOT NULL,
	"detail" text DEFAULT '' NOT NULL,
	"migrate_to" text,
	"applied_before" jsonb,
	"applied_after" jsonb,
	"reverted_by" text,
	"started_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	"finished_at" timestamp with time zone,
	CONSTRAINT "migration_runs_direction_check" CHECK ("migration_runs"."direction" in ('up', 'down')),
	CONSTRAINT "migration_runs_status_check" CHECK ("migration_runs"."status" in ('running', 'passed', 'failed', 'interrupted')),
	CONSTRAINT "migration_runs_finished_check" CHECK (("migration_runs"."finished_at" is null) = ("migration_runs"."status" = 'running'))
);
--> statement-breakpoint
ALTER TABLE "deployments" ADD COLUMN "migration_verdict" text;--> statement-breakpoint
ALTER TABLE "releases" ADD COLUMN "migrations" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "releases" ADD COLUMN "migration_class" text;--> statement-breakpoint
ALTER TABLE "migration_runs" ADD CONSTRAINT "migration_runs_service_id_services_id_fk" FOREIGN KEY ("service_id") REFERENCES "public"."services"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "migration_runs" ADD CONSTRAINT "migration_runs_environment_id_environments_id_fk" FOREIGN KEY ("environment_id") REFERENCES "public"."environments"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "migration_runs" ADD CONSTRAINT "migration_runs_release_id_releases_id_fk" FOREIGN KEY ("release_id") REFERENCES "public"."releases"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "migration_runs" ADD CONSTRAINT "migration_runs_deployment_id_deployments_id_fk" FOREIGN KEY ("deployment_id") REFERENCES "public"."deployments"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "migration_runs_lock_idx" ON "migration_runs" USING btree ("service_id","environment_id") WHERE "migration_runs"."status" = 'running';--> statement-breakpoint
CREATE UNIQUE INDEX "migration_runs_passed_idx" ON "migration_runs" USING btree ("service_id","environment_id","release_id") WHERE "migration_runs"."status" = 'passed' and "migration_runs"."direction" = 'up' and "migration_runs"."reverted_by" is null;--> statement-breakpoint
CREATE INDEX "migration_runs_place_idx" ON "migration_runs" USING btree ("service_id","environment_id","id" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "migration_runs_deployment_idx" ON "migration_runs" USING btree ("deployment_id");--> statement-breakpoint
ALTER TABLE "deployments" ADD CONSTRAINT "deployments_migration_verdict_check" CHECK ("deployments"."migration_verdict" in ('safe', 'safe_with_down', 'unsafe'));--> statement-breakpoint
ALTER TABLE "releases" ADD CONSTRAINT "releases_migration_class_check" CHECK ("releases"."migration_class" in ('none', 'expand', 'data', 'contract', 'unknown'));--> statement-breakpoint
-- What was migrated before there were runs is not migrated again: the passed phases say so.
INSERT INTO "migration_runs" ("id", "service_id", "environment_id", "release_id", "deployment_id", "direction", "command", "status", "started_at", "finished_at")
SELECT DISTINCT ON ("deployment"."service_id", "deployment"."environment_id", "deployment"."release_id")
  'mig_0000000000' || substr(md5("deployment"."environment_id" || "deployment"."release_id"), 1, 16),
  "deployment"."service_id", "deployment"."environment_id", "deployment"."release_id", "deployment"."id", 'up',
  coalesce("release"."plan"->>'migrateCommand', ''), 'passed', "phase"."started_at", coalesce("phase"."finished_at", "phase"."started_at")
FROM "deployment_phases" "phase"
JOIN "deployments" "deployment" ON "deployment"."id" = "phase"."deployment_id"
JOIN "releases" "release" ON "release"."id" = "deployment"."release_id"
WHERE "phase"."phase" = 'migrate' AND "phase"."status" = 'passed'
ORDER BY "deployment"."service_id", "deployment"."environment_id", "deployment"."release_id", "deployment"."id";
