ALTER TABLE "placements" ADD COLUMN "drift_kind" text;--> statement-breakpoint
ALTER TABLE "placements" ADD COLUMN "drift_detail" text;--> statement-breakpoint
ALTER TABLE "placements" ADD COLUMN "drift_since" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "placements" ADD COLUMN "drift_fence" bigint;--> statement-breakpoint
ALTER TABLE "placements" ADD COLUMN "drift_detected_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "placements_drift_idx" ON "placements" USING btree ("drift_detected_at") WHERE "placements"."drift_detected_at" is not null;--> statement-breakpoint
ALTER TABLE "placements" ADD CONSTRAINT "placements_drift_check" CHECK ("placements"."drift_kind" in ('missing', 'other_release', 'other_configuration', 'unexpected'));