-- A new table, and a function that is said anew. The release before goes on with metric_states: the first point of a
-- process that began long ago counts nothing once more, and then its increases do.
-- slipway: expand
CREATE TABLE "metric_streams" (
	"series_id" integer NOT NULL,
	"stream" text NOT NULL,
	"start_ns" bigint,
	"at_ns" bigint NOT NULL,
	"sum" double precision NOT NULL,
	"count" bigint NOT NULL,
	"scale" smallint NOT NULL,
	"bucket_offset" smallint NOT NULL,
	"buckets" bigint[] NOT NULL,
	CONSTRAINT "metric_streams_series_id_stream_pk" PRIMARY KEY("series_id","stream")
);
--> statement-breakpoint
ALTER TABLE "metric_streams" ADD CONSTRAINT "metric_streams_series_id_metric_series_id_fk" FOREIGN KEY ("series_id") REFERENCES "public"."metric_series"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
-- As 0027 has it for the others: who had to wait for the lock must not ask `to_regclass` again.
create or replace function make_error_partitions(first timestamptz, last timestamptz) returns void
language plpgsql as $$
declare
  begins timestamp;
  name text;
begin
  for begins in
    select generate_series(date_trunc('day', first at time zone 'UTC'), last at time zone 'UTC', interval '1 day')
  loop
    name := 'error_events_' || to_char(begins, 'YYYYMMDD');
    continue when to_regclass(name) is not null;
    -- Two processes may want the same one.
    perform pg_advisory_xact_lock(7405215);
    continue when exists (select from pg_class where relname = name and pg_table_is_visible(oid));
    execute format('create table %I (like error_events including defaults including constraints including indexes)', name);
    execute format('alter table error_events attach partition %I for values from (%L) to (%L)',
      name, begins at time zone 'UTC', (begins + interval '1 day') at time zone 'UTC');
  end loop;
end
$$;
