-- Nothing of the release before is touched: new tables, new functions, and the first partitions.
-- slipway: expand
CREATE TABLE "operations" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "operations_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"service_id" text NOT NULL,
	"method" text NOT NULL,
	"route" text NOT NULL,
	"seen_on" date NOT NULL,
	CONSTRAINT "operations_id_check" CHECK ("operations"."id" > 0)
);
--> statement-breakpoint
CREATE TABLE "red_1d" (
	"at" timestamp with time zone NOT NULL,
	"source_id" integer NOT NULL,
	"operation_id" integer NOT NULL,
	"status_class" smallint NOT NULL,
	"requests" bigint NOT NULL,
	"errors" bigint NOT NULL,
	"duration_us" bigint NOT NULL,
	"bucket_offset" smallint NOT NULL,
	"buckets" bigint[] NOT NULL,
	CONSTRAINT "red_1d_pk" PRIMARY KEY("source_id","operation_id","at","status_class")
) PARTITION BY RANGE ("at");
--> statement-breakpoint
CREATE TABLE "red_1h" (
	"at" timestamp with time zone NOT NULL,
	"source_id" integer NOT NULL,
	"operation_id" integer NOT NULL,
	"status_class" smallint NOT NULL,
	"requests" bigint NOT NULL,
	"errors" bigint NOT NULL,
	"duration_us" bigint NOT NULL,
	"bucket_offset" smallint NOT NULL,
	"buckets" integer[] NOT NULL,
	CONSTRAINT "red_1h_pk" PRIMARY KEY("source_id","operation_id","at","status_class")
) PARTITION BY RANGE ("at");
--> statement-breakpoint
CREATE TABLE "red_1m" (
	"at" timestamp with time zone NOT NULL,
	"source_id" integer NOT NULL,
	"operation_id" integer NOT NULL,
	"status_class" smallint NOT NULL,
	"requests" bigint NOT NULL,
	"errors" bigint NOT NULL,
	"duration_us" bigint NOT NULL,
	"bucket_offset" smallint NOT NULL,
	"buckets" integer[] NOT NULL,
	CONSTRAINT "red_1m_pk" PRIMARY KEY("source_id","operation_id","at","status_class")
) PARTITION BY RANGE ("at");
--> statement-breakpoint
CREATE TABLE "telemetry_sources" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "telemetry_sources_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"service_id" text NOT NULL,
	"environment_id" text NOT NULL,
	"region_id" text NOT NULL,
	"release_id" text,
	CONSTRAINT "telemetry_sources_key" UNIQUE NULLS NOT DISTINCT("service_id","environment_id","region_id","release_id")
);
--> statement-breakpoint
CREATE TABLE "traffic_batches" (
	"id" text PRIMARY KEY NOT NULL,
	"taken_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "uncounted_requests" (
	"service_id" text NOT NULL,
	"environment_id" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"requests" bigint NOT NULL,
	CONSTRAINT "uncounted_requests_service_id_environment_id_at_pk" PRIMARY KEY("service_id","environment_id","at")
);
--> statement-breakpoint
ALTER TABLE "operations" ADD CONSTRAINT "operations_service_id_services_id_fk" FOREIGN KEY ("service_id") REFERENCES "public"."services"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "telemetry_sources" ADD CONSTRAINT "telemetry_sources_service_id_services_id_fk" FOREIGN KEY ("service_id") REFERENCES "public"."services"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "telemetry_sources" ADD CONSTRAINT "telemetry_sources_environment_id_environments_id_fk" FOREIGN KEY ("environment_id") REFERENCES "public"."environments"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "telemetry_sources" ADD CONSTRAINT "telemetry_sources_region_id_regions_id_fk" FOREIGN KEY ("region_id") REFERENCES "public"."regions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "telemetry_sources" ADD CONSTRAINT "telemetry_sources_release_id_releases_id_fk" FOREIGN KEY ("release_id") REFERENCES "public"."releases"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "uncounted_requests" ADD CONSTRAINT "uncounted_requests_service_id_services_id_fk" FOREIGN KEY ("service_id") REFERENCES "public"."services"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "uncounted_requests" ADD CONSTRAINT "uncounted_requests_environment_id_environments_id_fk" FOREIGN KEY ("environment_id") REFERENCES "public"."environments"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "operations_route_idx" ON "operations" USING btree ("service_id","method","route");--> statement-breakpoint
CREATE INDEX "traffic_batches_time_idx" ON "traffic_batches" USING btree ("taken_at");--> statement-breakpoint
-- Two trimmed histograms of the same scale as one; where it begins is the lower of the two offsets.
create function merge_buckets(one_offset int, one anyarray, other_offset int, other anyarray) returns anyarray
language sql immutable parallel safe as $$
  select case
    when cardinality(one) = 0 then other
    when cardinality(other) = 0 then one
    else (
      select array_agg(coalesce(one[at - one_offset + 1], 0) + coalesce(other[at - other_offset + 1], 0) order by at)
      from generate_series(
        least(one_offset, other_offset),
        greatest(one_offset + cardinality(one), other_offset + cardinality(other)) - 1) as at)
  end
$$;
--> statement-breakpoint
-- The partition that begins at an instant. It is built beside its parent and attached, which keeps nobody from reading.
create function make_red_partition(parent text, first timestamp, next timestamp) returns void
language plpgsql as $$
declare
  name text := parent || '_' || to_char(first, 'YYYYMMDD');
begin
  if to_regclass(name) is not null then return; end if;
  -- Two workers may want the same one.
  perform pg_advisory_xact_lock(7405214);
  if to_regclass(name) is not null then return; end if;
  -- Rows are updated every ten seconds while their time lasts: with room in the page that needs no new index entry.
  execute format('create table %I (like %I including defaults including constraints including indexes) with (fillfactor = 60)', name, parent);
  execute format('alter table %I attach partition %I for values from (%L) to (%L)',
    parent, name, first at time zone 'UTC', next at time zone 'UTC');
end
$$;
--> statement-breakpoint
-- All partitions between two instants: of minutes one per day, of hours one per month, of days one per year, in UTC.
create function make_red_partitions(first timestamptz, last timestamptz) returns void
language sql as $$
  select make_red_partition(parent, begins, begins + period)
  from (values ('red_1m', 'day', interval '1 day'), ('red_1h', 'month', interval '1 month'), ('red_1d', 'year', interval '1 year'))
    as kept(parent, field, period)
  cross join lateral generate_series(date_trunc(field, first at time zone 'UTC'), last at time zone 'UTC', period) as begins
  where to_regclass(parent || '_' || to_char(begins, 'YYYYMMDD')) is null
$$;
--> statement-breakpoint
-- Drops the partitions that end before an instant, and says how many those were.
create function drop_red_partitions(parent text, period interval, before timestamptz) returns int
language plpgsql as $$
declare
  partition regclass;
  dropped int := 0;
begin
  for partition in
    select inhrelid::regclass from pg_inherits
    where inhparent = parent::regclass
      and to_timestamp(right(inhrelid::regclass::text, 8), 'YYYYMMDD')::timestamp + period <= before at time zone 'UTC'
  loop
    execute format('drop table %s', partition);
    dropped := dropped + 1;
  end loop;
  return dropped;
end
$$;
--> statement-breakpoint
select make_red_partitions(now(), now() + interval '2 days');
