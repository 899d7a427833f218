ALTER TABLE "check_results" DROP CONSTRAINT "check_results_kind_check";--> statement-breakpoint
ALTER TABLE "check_monitors" ADD COLUMN "outage_after" integer DEFAULT 3 NOT NULL;--> statement-breakpoint
ALTER TABLE "check_monitors" ADD COLUMN "deployment_id" text;--> statement-breakpoint
ALTER TABLE "check_monitors" ADD COLUMN "last_status" text;--> statement-breakpoint
ALTER TABLE "check_monitors" ADD COLUMN "bad_in_row" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "check_monitors" ADD COLUMN "failed_in_row" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "check_monitors" ADD COLUMN "message" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "check_monitors" ADD COLUMN "outage" text;--> statement-breakpoint
ALTER TABLE "check_monitors" ADD COLUMN "outage_deployment_id" text;--> statement-breakpoint
ALTER TABLE "check_monitors" ADD CONSTRAINT "check_monitors_status_check" CHECK ("check_monitors"."last_status" in ('passed', 'failed', 'errored', 'skipped'));--> statement-breakpoint
ALTER TABLE "check_monitors" ADD CONSTRAINT "check_monitors_outage_check" CHECK ("check_monitors"."outage" in ('failed', 'errored'));--> statement-breakpoint
ALTER TABLE "check_results" ADD CONSTRAINT "check_results_kind_check" CHECK ("check_results"."kind" in ('http', 'tcp', 'dns', 'tls', 'dependency', 'postgres', 'mysql', 'redis', 'variables', 'command'));