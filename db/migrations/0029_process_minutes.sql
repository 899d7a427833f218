-- A new table; nothing of the release before is touched.
-- slipway: expand
CREATE TABLE "process_minutes" (
	"source_id" integer NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"cpu_ms" bigint NOT NULL,
	"elapsed_ms" bigint NOT NULL,
	"memory_bytes" bigint,
	"restarts" integer NOT NULL,
	CONSTRAINT "process_minutes_source_id_at_pk" PRIMARY KEY("source_id","at")
);
--> statement-breakpoint
ALTER TABLE "process_minutes" ADD CONSTRAINT "process_minutes_source_id_telemetry_sources_id_fk" FOREIGN KEY ("source_id") REFERENCES "public"."telemetry_sources"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "process_minutes_at_idx" ON "process_minutes" USING brin ("at");