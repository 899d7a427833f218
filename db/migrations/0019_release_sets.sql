CREATE TABLE "release_set_members" (
	"set_id" text NOT NULL,
	"service_id" text NOT NULL,
	"environment_id" text NOT NULL,
	"release_id" text NOT NULL,
	"expected_release_id" text,
	"configuration_version_id" text,
	"wave" integer NOT NULL,
	"status" text DEFAULT 'pending' NOT NULL,
	"deployment_id" text,
	"trouble" text,
	"released_at" timestamp with time zone,
	CONSTRAINT "release_set_members_set_id_service_id_pk" PRIMARY KEY("set_id","service_id"),
	CONSTRAINT "release_set_members_status_check" CHECK ("release_set_members"."status" in ('pending', 'requested', 'succeeded', 'failed', 'skipped')),
	CONSTRAINT "release_set_members_wave_check" CHECK ("release_set_members"."wave" >= 0)
);
--> statement-breakpoint
CREATE TABLE "release_sets" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"environment_id" text NOT NULL,
	"from_environment_id" text,
	"rollback_of_id" text,
	"status" text DEFAULT 'running' NOT NULL,
	"trouble" text,
	"reason" text DEFAULT '' NOT NULL,
	"requested_by" text NOT NULL,
	"requested_by_name" text NOT NULL,
	"finished_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "release_sets_kind_check" CHECK ("release_sets"."kind" in ('promote', 'rollback')),
	CONSTRAINT "release_sets_status_check" CHECK ("release_sets"."status" in ('running', 'stopped', 'succeeded', 'failed', 'canceled')),
	CONSTRAINT "release_sets_finished_check" CHECK (("release_sets"."finished_at" is null) = ("release_sets"."status" in ('running', 'stopped')))
);
--> statement-breakpoint
ALTER TABLE "release_set_members" ADD CONSTRAINT "release_set_members_set_id_release_sets_id_fk" FOREIGN KEY ("set_id") REFERENCES "public"."release_sets"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "release_set_members" ADD CONSTRAINT "release_set_members_service_id_services_id_fk" FOREIGN KEY ("service_id") REFERENCES "public"."services"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "release_set_members" ADD CONSTRAINT "release_set_members_environment_id_environments_id_fk" FOREIGN KEY ("environment_id") REFERENCES "public"."environments"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "release_set_members" ADD CONSTRAINT "release_set_members_release_id_releases_id_fk" FOREIGN KEY ("release_id") REFERENCES "public"."releases"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "release_set_members" ADD CONSTRAINT "release_set_members_expected_release_id_releases_id_fk" FOREIGN KEY ("expected_release_id") REFERENCES "public"."releases"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "release_set_members" ADD CONSTRAINT "release_set_members_configuration_version_id_configuration_versions_id_fk" FOREIGN KEY ("configuration_version_id") REFERENCES "public"."configuration_versions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "release_set_members" ADD CONSTRAINT "release_set_members_deployment_id_deployments_id_fk" FOREIGN KEY ("deployment_id") REFERENCES "public"."deployments"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "release_sets" ADD CONSTRAINT "release_sets_environment_id_environments_id_fk" FOREIGN KEY ("environment_id") REFERENCES "public"."environments"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "release_sets" ADD CONSTRAINT "release_sets_from_environment_id_environments_id_fk" FOREIGN KEY ("from_environment_id") REFERENCES "public"."environments"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "release_set_members_place_idx" ON "release_set_members" USING btree ("environment_id","service_id") WHERE "release_set_members"."released_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "release_set_members_deployment_idx" ON "release_set_members" USING btree ("deployment_id");--> statement-breakpoint
CREATE INDEX "release_sets_newest_idx" ON "release_sets" USING btree ("environment_id","id" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "release_sets_unfinished_idx" ON "release_sets" USING btree ("id") WHERE "release_sets"."finished_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "release_sets_rollback_idx" ON "release_sets" USING btree ("rollback_of_id") WHERE "release_sets"."finished_at" is null;