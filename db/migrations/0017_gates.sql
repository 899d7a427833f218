CREATE TABLE "approvals" (
	"id" text PRIMARY KEY NOT NULL,
	"deployment_id" text NOT NULL,
	"user_id" text NOT NULL,
	"user_name" text NOT NULL,
	"decision" text NOT NULL,
	"comment" text DEFAULT '' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "approvals_decision_check" CHECK ("approvals"."decision" in ('approved', 'rejected')),
	CONSTRAINT "approvals_comment_check" CHECK ("approvals"."decision" = 'approved' or "approvals"."comment" <> '')
);
--> statement-breakpoint
CREATE TABLE "freeze_windows" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"service_id" text,
	"environment_id" text,
	"window" jsonb NOT NULL,
	"time_zone" text NOT NULL,
	"blocks_rollbacks" boolean DEFAULT false NOT NULL,
	"created_by" text NOT NULL,
	"created_by_name" text NOT NULL,
	"ended_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "holds" (
	"id" text PRIMARY KEY NOT NULL,
	"service_id" text NOT NULL,
	"environment_id" text NOT NULL,
	"deployment_id" text,
	"until_release_number" integer NOT NULL,
	"reason" text NOT NULL,
	"created_by" text NOT NULL,
	"created_by_name" text NOT NULL,
	"ended_at" timestamp with time zone,
	"ended_by_name" text,
	"end_reason" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "pipelines" (
	"id" text PRIMARY KEY NOT NULL,
	"service_id" text,
	"definition" jsonb NOT NULL,
	"text" text NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"is_automatic" boolean DEFAULT false NOT NULL,
	"updated_by" text NOT NULL,
	"updated_by_name" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "quarantines" (
	"id" text PRIMARY KEY NOT NULL,
	"release_id" text NOT NULL,
	"reason" text NOT NULL,
	"link" text,
	"created_by" text NOT NULL,
	"created_by_name" text NOT NULL,
	"ended_at" timestamp with time zone,
	"ended_by_name" text,
	"end_reason" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "deployments" ADD COLUMN "not_before" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "deployments" ADD COLUMN "waiting_for" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "deployments" ADD COLUMN "recheck_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "deployments" ADD COLUMN "override" jsonb;--> statement-breakpoint
ALTER TABLE "approvals" ADD CONSTRAINT "approvals_deployment_id_deployments_id_fk" FOREIGN KEY ("deployment_id") REFERENCES "public"."deployments"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "approvals" ADD CONSTRAINT "approvals_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "freeze_windows" ADD CONSTRAINT "freeze_windows_service_id_services_id_fk" FOREIGN KEY ("service_id") REFERENCES "public"."services"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "freeze_windows" ADD CONSTRAINT "freeze_windows_environment_id_environments_id_fk" FOREIGN KEY ("environment_id") REFERENCES "public"."environments"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "holds" ADD CONSTRAINT "holds_service_id_services_id_fk" FOREIGN KEY ("service_id") REFERENCES "public"."services"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "holds" ADD CONSTRAINT "holds_environment_id_environments_id_fk" FOREIGN KEY ("environment_id") REFERENCES "public"."environments"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "holds" ADD CONSTRAINT "holds_deployment_id_deployments_id_fk" FOREIGN KEY ("deployment_id") REFERENCES "public"."deployments"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pipelines" ADD CONSTRAINT "pipelines_service_id_services_id_fk" FOREIGN KEY ("service_id") REFERENCES "public"."services"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quarantines" ADD CONSTRAINT "quarantines_release_id_releases_id_fk" FOREIGN KEY ("release_id") REFERENCES "public"."releases"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "approvals_person_idx" ON "approvals" USING btree ("deployment_id","user_id");--> statement-breakpoint
CREATE INDEX "freeze_windows_in_force_idx" ON "freeze_windows" USING btree ("id") WHERE "freeze_windows"."ended_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "holds_in_force_idx" ON "holds" USING btree ("service_id","environment_id") WHERE "holds"."ended_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "pipelines_service_idx" ON "pipelines" USING btree ("service_id");--> statement-breakpoint
CREATE UNIQUE INDEX "pipelines_template_idx" ON "pipelines" USING btree (("service_id" is null)) WHERE "pipelines"."service_id" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "quarantines_in_force_idx" ON "quarantines" USING btree ("release_id") WHERE "quarantines"."ended_at" is null;--> statement-breakpoint
CREATE INDEX "deployments_recheck_idx" ON "deployments" USING btree ("recheck_at") WHERE "deployments"."status" = 'waiting';--> statement-breakpoint
ALTER TABLE "deployments" ADD CONSTRAINT "deployments_waiting_check" CHECK ("deployments"."status" <> 'waiting' or "deployments"."recheck_at" is not null);