-- New tables, filled from the minutes that there are. The release before goes on writing minutes: an hour is worked out anew
-- from all of its minutes with the first one that this release adds.
-- slipway: expand
CREATE TABLE "process_days" (
	"source_id" integer NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"cpu_ms" bigint DEFAULT 0 NOT NULL,
	"elapsed_ms" bigint DEFAULT 0 NOT NULL,
	"min_cpu" double precision,
	"max_cpu" double precision,
	"memory_minutes" integer DEFAULT 0 NOT NULL,
	"memory_sum_bytes" bigint DEFAULT 0 NOT NULL,
	"min_memory_bytes" bigint,
	"max_memory_bytes" bigint,
	"restarts" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "process_days_source_id_at_pk" PRIMARY KEY("source_id","at")
);
--> statement-breakpoint
CREATE TABLE "process_hours" (
	"source_id" integer NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"cpu_ms" bigint DEFAULT 0 NOT NULL,
	"elapsed_ms" bigint DEFAULT 0 NOT NULL,
	"min_cpu" double precision,
	"max_cpu" double precision,
	"memory_minutes" integer DEFAULT 0 NOT NULL,
	"memory_sum_bytes" bigint DEFAULT 0 NOT NULL,
	"min_memory_bytes" bigint,
	"max_memory_bytes" bigint,
	"restarts" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "process_hours_source_id_at_pk" PRIMARY KEY("source_id","at")
);
--> statement-breakpoint
ALTER TABLE "process_days" ADD CONSTRAINT "process_days_source_id_telemetry_sources_id_fk" FOREIGN KEY ("source_id") REFERENCES "public"."telemetry_sources"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "process_hours" ADD CONSTRAINT "process_hours_source_id_telemetry_sources_id_fk" FOREIGN KEY ("source_id") REFERENCES "public"."telemetry_sources"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "process_days_at_idx" ON "process_days" USING brin ("at");--> statement-breakpoint
CREATE INDEX "process_hours_at_idx" ON "process_hours" USING brin ("at");--> statement-breakpoint
insert into process_hours (source_id, at, cpu_ms, elapsed_ms, min_cpu, max_cpu, memory_minutes, memory_sum_bytes,
  min_memory_bytes, max_memory_bytes, restarts)
select source_id, date_trunc('hour', at, 'UTC'), sum(cpu_ms), sum(elapsed_ms), min(cpu_ms::float8 / nullif(elapsed_ms, 0)),
  max(cpu_ms::float8 / nullif(elapsed_ms, 0)), count(memory_bytes), coalesce(sum(memory_bytes), 0), min(memory_bytes),
  max(memory_bytes), sum(restarts)
from process_minutes group by 1, 2;
--> statement-breakpoint
insert into process_days (source_id, at, cpu_ms, elapsed_ms, min_cpu, max_cpu, memory_minutes, memory_sum_bytes,
  min_memory_bytes, max_memory_bytes, restarts)
select source_id, date_trunc('day', at, 'UTC'), sum(cpu_ms), sum(elapsed_ms), min(min_cpu), max(max_cpu), sum(memory_minutes),
  sum(memory_sum_bytes), min(min_memory_bytes), max(max_memory_bytes), sum(restarts)
from process_hours group by 1, 2;
