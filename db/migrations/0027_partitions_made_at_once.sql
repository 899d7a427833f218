-- The same functions, but for one statement each. Who had to wait for the lock must not ask `to_regclass` again: that
-- answers from what the connection remembers, and waiting for an advisory lock does not make it look anew.
-- slipway: expand
create or replace function make_red_partition(parent text, first timestamp, next timestamp) returns void
language plpgsql as $$
declare
  name text := parent || '_' || to_char(first, 'YYYYMMDD');
begin
  if to_regclass(name) is not null then return; end if;
  -- Two workers may want the same one.
  perform pg_advisory_xact_lock(7405214);
  if exists (select from pg_class where relname = name and pg_table_is_visible(oid)) then return; end if;
  -- Rows are updated every ten seconds while their time lasts: with room in the page that needs no new index entry.
  execute format('create table %I (like %I including defaults including constraints including indexes) with (fillfactor = 60)', name, parent);
  execute format('alter table %I attach partition %I for values from (%L) to (%L)',
    parent, name, first at time zone 'UTC', next at time zone 'UTC');
end
$$;
--> statement-breakpoint
create or replace function make_evidence_partition(parent text, begins timestamp) returns void
language plpgsql as $$
declare
  period interval := case parent when 'spans' then interval '1 hour' else interval '1 day' end;
  name text := parent || '_' || to_char(begins, 'YYYYMMDDHH24');
begin
  if to_regclass(name) is not null then return; end if;
  -- Two processes may want the same one.
  perform pg_advisory_xact_lock(7405214);
  if exists (select from pg_class where relname = name and pg_table_is_visible(oid)) then return; end if;
  execute format('create table %I (like %I including defaults including constraints including indexes)', name, parent);
  execute format('alter table %I attach partition %I for values from (%L) to (%L)',
    parent, name, begins at time zone 'UTC', (begins + period) at time zone 'UTC');
end
$$;
