-- A new table, more reasons why something is not kept, and two functions that are said anew. The release before makes and
-- drops partitions of both tables with them, and counts attachments as not kept.
-- slipway: expand
CREATE TABLE "error_attachments" (
	"received_at" timestamp with time zone NOT NULL,
	"event_id" text NOT NULL,
	"source_id" integer NOT NULL,
	"position" integer NOT NULL,
	"name" text NOT NULL,
	"content_type" text NOT NULL,
	"type" text NOT NULL,
	"size_bytes" integer NOT NULL,
	"width" integer,
	"height" integer,
	"body" "bytea" NOT NULL,
	CONSTRAINT "error_attachments_event_id_position_received_at_pk" PRIMARY KEY("event_id","position","received_at"),
	CONSTRAINT "error_attachments_position_check" CHECK ("error_attachments"."position" between 1 and 5)
) PARTITION BY RANGE ("received_at");
--> statement-breakpoint
ALTER TABLE "telemetry_drops" DROP CONSTRAINT "telemetry_drops_signal_check";--> statement-breakpoint
ALTER TABLE "telemetry_drops" DROP CONSTRAINT "telemetry_drops_reason_check";--> statement-breakpoint
CREATE INDEX "error_attachments_size_idx" ON "error_attachments" USING btree ("source_id","received_at","size_bytes");--> statement-breakpoint
ALTER TABLE "telemetry_drops" ADD CONSTRAINT "telemetry_drops_signal_check" CHECK ("telemetry_drops"."signal" in ('spans', 'logs', 'metrics', 'errors', 'attachments'));--> statement-breakpoint
ALTER TABLE "telemetry_drops" ADD CONSTRAINT "telemetry_drops_reason_check" CHECK ("telemetry_drops"."reason" in ('invalid', 'too_large', 'overload', 'sampled', 'budget', 'limit', 'client', 'unsupported', 'revoked', 'oversized', 'too_many', 'allowance', 'no_event'));
--> statement-breakpoint
-- The partitions of events and of what came with them between two instants, one each per day of UTC.
create or replace function make_error_partitions(first timestamptz, last timestamptz) returns void
language plpgsql as $$
declare
  begins timestamp;
  parent text;
  name text;
begin
  for begins in
    select generate_series(date_trunc('day', first at time zone 'UTC'), last at time zone 'UTC', interval '1 day')
  loop
    foreach parent in array array['error_events', 'error_attachments'] loop
      name := parent || '_' || to_char(begins, 'YYYYMMDD');
      continue when to_regclass(name) is not null;
      -- Two processes may want the same one.
      perform pg_advisory_xact_lock(7405215);
      continue when exists (select from pg_class where relname = name and pg_table_is_visible(oid));
      execute format('create table %I (like %I including defaults including constraints including indexes)', name, parent);
      execute format('alter table %I attach partition %I for values from (%L) to (%L)',
        parent, name, begins at time zone 'UTC', (begins + interval '1 day') at time zone 'UTC');
    end loop;
  end loop;
end
$$;
--> statement-breakpoint
select make_error_partitions(now(), now() + interval '2 days');
--> statement-breakpoint
-- Drops the partitions that end before an instant, and says how many those were. Events first, as they are written first.
create or replace function drop_error_partitions(before timestamptz) returns int
language plpgsql as $$
declare
  parent regclass;
  partition regclass;
  dropped int := 0;
begin
  foreach parent in array array['error_events', 'error_attachments']::regclass[] loop
    for partition in
      select inhrelid::regclass from pg_inherits
      where inhparent = parent
        and to_timestamp(right(inhrelid::regclass::text, 8), 'YYYYMMDD')::timestamp + interval '1 day' <= before at time zone 'UTC'
    loop
      execute format('drop table %s', partition);
      dropped := dropped + 1;
    end loop;
  end loop;
  return dropped;
end
$$;
