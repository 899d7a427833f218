-- New tables and partitions; nothing of the release before is touched.
-- slipway: expand
CREATE TABLE "metric_1h" (
	"at" timestamp with time zone NOT NULL,
	"series_id" integer NOT NULL,
	"count" bigint NOT NULL,
	"sum" double precision NOT NULL,
	"min" double precision,
	"max" double precision,
	"last" double precision,
	"last_at" timestamp with time zone NOT NULL,
	"bucket_offset" smallint NOT NULL,
	"buckets" bigint[] NOT NULL,
	CONSTRAINT "metric_1h_pk" PRIMARY KEY("series_id","at")
) PARTITION BY RANGE ("at");
--> statement-breakpoint
CREATE TABLE "metric_1m" (
	"at" timestamp with time zone NOT NULL,
	"series_id" integer NOT NULL,
	"count" bigint NOT NULL,
	"sum" double precision NOT NULL,
	"min" double precision,
	"max" double precision,
	"last" double precision,
	"last_at" timestamp with time zone NOT NULL,
	"bucket_offset" smallint NOT NULL,
	"buckets" bigint[] NOT NULL,
	CONSTRAINT "metric_1m_pk" PRIMARY KEY("series_id","at")
) PARTITION BY RANGE ("at");
--> statement-breakpoint
CREATE TABLE "metric_series" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "metric_series_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"source_id" integer NOT NULL,
	"name" text NOT NULL,
	"type" text NOT NULL,
	"unit" text NOT NULL,
	"attributes" jsonb NOT NULL,
	"bounds" double precision[],
	"hash" text NOT NULL,
	"seen_on" date NOT NULL,
	CONSTRAINT "metric_series_type_check" CHECK ("metric_series"."type" in ('counter', 'level', 'histogram'))
);
--> statement-breakpoint
CREATE TABLE "metric_states" (
	"series_id" integer PRIMARY KEY NOT NULL,
	"start_ns" bigint,
	"at_ns" bigint NOT NULL,
	"sum" double precision NOT NULL,
	"count" bigint NOT NULL,
	"scale" smallint NOT NULL,
	"bucket_offset" smallint NOT NULL,
	"buckets" bigint[] NOT NULL
);
--> statement-breakpoint
ALTER TABLE "metric_series" ADD CONSTRAINT "metric_series_source_id_telemetry_sources_id_fk" FOREIGN KEY ("source_id") REFERENCES "public"."telemetry_sources"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "metric_states" ADD CONSTRAINT "metric_states_series_id_metric_series_id_fk" FOREIGN KEY ("series_id") REFERENCES "public"."metric_series"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "metric_series_key" ON "metric_series" USING btree ("source_id","hash");--> statement-breakpoint
CREATE INDEX "metric_series_name_idx" ON "metric_series" USING btree ("name");--> statement-breakpoint
-- All partitions between two instants: of minutes one per day, of hours one per month, in UTC.
create function make_metric_partitions(first timestamptz, last timestamptz) returns void
language sql as $$
  select make_red_partition(parent, begins, begins + period)
  from (values ('metric_1m', 'day', interval '1 day'), ('metric_1h', 'month', interval '1 month')) as kept(parent, field, period)
  cross join lateral generate_series(date_trunc(field, first at time zone 'UTC'), last at time zone 'UTC', period) as begins
  where to_regclass(parent || '_' || to_char(begins, 'YYYYMMDD')) is null
$$;
--> statement-breakpoint
select make_metric_partitions(now(), now() + interval '2 days');
