ALTER TABLE "placements" ADD COLUMN "host" text;--> statement-breakpoint
CREATE UNIQUE INDEX "placements_host_idx" ON "placements" USING btree ("host");