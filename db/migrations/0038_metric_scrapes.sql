CREATE TABLE "metric_scrapes" (
	"instance_id" text PRIMARY KEY NOT NULL,
	"placement_id" text NOT NULL,
	"release_id" text NOT NULL,
	"path" text NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"asked_at" timestamp with time zone,
	"duration_ms" integer,
	"samples" integer,
	"problem" text,
	"read_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "metric_scrapes" ADD CONSTRAINT "metric_scrapes_placement_id_placements_id_fk" FOREIGN KEY ("placement_id") REFERENCES "public"."placements"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "metric_scrapes" ADD CONSTRAINT "metric_scrapes_release_id_releases_id_fk" FOREIGN KEY ("release_id") REFERENCES "public"."releases"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "metric_scrapes_placement_idx" ON "metric_scrapes" USING btree ("placement_id");--> statement-breakpoint
CREATE INDEX "releases_metrics_idx" ON "releases" USING btree ("service_id") WHERE "releases"."plan" ? 'metrics';