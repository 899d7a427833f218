-- New tables, functions and partitions. An operation gets a kind and a peer with defaults: the release before goes on
-- writing those of the gateway, and its "on conflict do nothing" names no index.
-- slipway: expand
CREATE SEQUENCE "public"."logs_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 100;--> statement-breakpoint
CREATE TABLE "intake_keys" (
	"id" text PRIMARY KEY NOT NULL,
	"service_id" text NOT NULL,
	"environment_id" text NOT NULL,
	"number" integer GENERATED ALWAYS AS IDENTITY (sequence name "intake_keys_number_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"key_hash" text NOT NULL,
	"sealed_key" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"revoked_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "intake_requests" (
	"digest" "bytea" PRIMARY KEY NOT NULL,
	"taken_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "logs" (
	"at" timestamp with time zone NOT NULL,
	"id" bigint DEFAULT nextval('logs_id_seq') NOT NULL,
	"source_id" integer NOT NULL,
	"resource_id" integer,
	"severity" smallint NOT NULL,
	"origin" smallint NOT NULL,
	"trace_id" "bytea",
	"span_id" "bytea",
	"body" text NOT NULL,
	"attributes" jsonb NOT NULL
) PARTITION BY RANGE ("at");
--> statement-breakpoint
CREATE TABLE "spans" (
	"at" timestamp with time zone NOT NULL,
	"duration_ns" bigint NOT NULL,
	"source_id" integer NOT NULL,
	"operation_id" integer,
	"resource_id" integer,
	"weight" real DEFAULT 1 NOT NULL,
	"kind" smallint NOT NULL,
	"status" smallint NOT NULL,
	"trace_id" "bytea" NOT NULL,
	"span_id" "bytea" NOT NULL,
	"parent_id" "bytea",
	"name" text NOT NULL,
	"status_message" text,
	"attributes" jsonb NOT NULL,
	"events" jsonb,
	"links" jsonb
) PARTITION BY RANGE ("at");
--> statement-breakpoint
CREATE TABLE "telemetry_drops" (
	"service_id" text NOT NULL,
	"environment_id" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"signal" text NOT NULL,
	"reason" text NOT NULL,
	"items" bigint NOT NULL,
	CONSTRAINT "telemetry_drops_service_id_environment_id_at_signal_reason_pk" PRIMARY KEY("service_id","environment_id","at","signal","reason"),
	CONSTRAINT "telemetry_drops_signal_check" CHECK ("telemetry_drops"."signal" in ('spans', 'logs', 'metrics', 'errors')),
	CONSTRAINT "telemetry_drops_reason_check" CHECK ("telemetry_drops"."reason" in ('invalid', 'too_large', 'overload', 'sampled', 'budget', 'limit', 'client'))
);
--> statement-breakpoint
CREATE TABLE "telemetry_resources" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "telemetry_resources_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"source_id" integer NOT NULL,
	"hash" text NOT NULL,
	"attributes" jsonb NOT NULL,
	"seen_on" date NOT NULL
);
--> statement-breakpoint
DROP INDEX "operations_route_idx";--> statement-breakpoint
ALTER TABLE "operations" ADD COLUMN "kind" text DEFAULT 'gateway' NOT NULL;--> statement-breakpoint
ALTER TABLE "operations" ADD COLUMN "peer" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "intake_keys" ADD CONSTRAINT "intake_keys_service_id_services_id_fk" FOREIGN KEY ("service_id") REFERENCES "public"."services"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "intake_keys" ADD CONSTRAINT "intake_keys_environment_id_environments_id_fk" FOREIGN KEY ("environment_id") REFERENCES "public"."environments"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "telemetry_drops" ADD CONSTRAINT "telemetry_drops_service_id_services_id_fk" FOREIGN KEY ("service_id") REFERENCES "public"."services"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "telemetry_drops" ADD CONSTRAINT "telemetry_drops_environment_id_environments_id_fk" FOREIGN KEY ("environment_id") REFERENCES "public"."environments"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "telemetry_resources" ADD CONSTRAINT "telemetry_resources_source_id_telemetry_sources_id_fk" FOREIGN KEY ("source_id") REFERENCES "public"."telemetry_sources"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "intake_keys_hash_idx" ON "intake_keys" USING btree ("key_hash");--> statement-breakpoint
CREATE UNIQUE INDEX "intake_keys_live_idx" ON "intake_keys" USING btree ("service_id","environment_id") WHERE "intake_keys"."revoked_at" is null;--> statement-breakpoint
CREATE INDEX "intake_requests_time_idx" ON "intake_requests" USING btree ("taken_at");--> statement-breakpoint
CREATE INDEX "logs_source_idx" ON "logs" USING btree ("source_id","at","id");--> statement-breakpoint
CREATE INDEX "logs_trace_idx" ON "logs" USING btree ("trace_id") WHERE "logs"."trace_id" is not null;--> statement-breakpoint
CREATE INDEX "logs_at_idx" ON "logs" USING brin ("at");--> statement-breakpoint
CREATE INDEX "spans_trace_idx" ON "spans" USING btree ("trace_id");--> statement-breakpoint
CREATE INDEX "spans_source_idx" ON "spans" USING btree ("source_id","at");--> statement-breakpoint
CREATE INDEX "spans_at_idx" ON "spans" USING brin ("at");--> statement-breakpoint
CREATE UNIQUE INDEX "telemetry_resources_key" ON "telemetry_resources" USING btree ("source_id","hash");--> statement-breakpoint
CREATE UNIQUE INDEX "operations_route_idx" ON "operations" USING btree ("service_id","kind","method","route","peer");--> statement-breakpoint
ALTER TABLE "operations" ADD CONSTRAINT "operations_kind_check" CHECK ("operations"."kind" in ('gateway', 'server', 'consumer', 'client', 'producer', 'internal'));--> statement-breakpoint
-- The partition of evidence that begins at an instant: of spans one per hour, of lines one per day, in UTC. It is built
-- beside its parent and attached, which keeps nobody from reading.
create function make_evidence_partition(parent text, begins timestamp) returns void
language plpgsql as $$
declare
  period interval := case parent when 'spans' then interval '1 hour' else interval '1 day' end;
  name text := parent || '_' || to_char(begins, 'YYYYMMDDHH24');
begin
  if to_regclass(name) is not null then return; end if;
  -- Two processes may want the same one.
  perform pg_advisory_xact_lock(7405214);
  if to_regclass(name) is not null then return; end if;
  execute format('create table %I (like %I including defaults including constraints including indexes)', name, parent);
  execute format('alter table %I attach partition %I for values from (%L) to (%L)',
    parent, name, begins at time zone 'UTC', (begins + period) at time zone 'UTC');
end
$$;
--> statement-breakpoint
-- All partitions of one table between two instants.
create function make_evidence_partitions(parent text, first timestamptz, last timestamptz) returns void
language sql as $$
  select make_evidence_partition(parent, begins)
  from generate_series(
    date_trunc(case parent when 'spans' then 'hour' else 'day' end, first at time zone 'UTC'),
    last at time zone 'UTC',
    case parent when 'spans' then interval '1 hour' else interval '1 day' end) as begins
  where to_regclass(parent || '_' || to_char(begins, 'YYYYMMDDHH24')) is null
$$;
--> statement-breakpoint
select make_evidence_partitions('spans', now(), now() + interval '3 hours');--> statement-breakpoint
select make_evidence_partitions('logs', now(), now() + interval '2 days');
