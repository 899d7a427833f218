-- New tables, and one more reason why something is not kept.
-- slipway: expand
CREATE TABLE "error_events" (
	"received_at" timestamp with time zone NOT NULL,
	"id" text NOT NULL,
	"event_id" "bytea" NOT NULL,
	"hash_id" integer NOT NULL,
	"source_id" integer NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"trace_id" "bytea",
	"body" "bytea" NOT NULL
) PARTITION BY RANGE ("received_at");
--> statement-breakpoint
CREATE TABLE "error_feedback" (
	"id" text PRIMARY KEY NOT NULL,
	"service_id" text NOT NULL,
	"environment_id" text NOT NULL,
	"event_id" "bytea",
	"at" timestamp with time zone NOT NULL,
	"name" text,
	"email" text,
	"message" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "error_hashes" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "error_hashes_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"service_id" text NOT NULL,
	"version" integer NOT NULL,
	"hash" text NOT NULL,
	"issue_id" text NOT NULL,
	"pinned_at" timestamp with time zone,
	"event_count" bigint DEFAULT 0 NOT NULL,
	"user_count" integer DEFAULT 0 NOT NULL,
	"first_seen_at" timestamp with time zone,
	"last_seen_at" timestamp with time zone,
	"first_source_id" integer,
	"last_source_id" integer,
	"title" text NOT NULL,
	"culprit" text DEFAULT '' NOT NULL
);
--> statement-breakpoint
CREATE TABLE "error_hours" (
	"hash_id" integer NOT NULL,
	"source_id" integer NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"events" bigint NOT NULL,
	"kept" integer NOT NULL,
	CONSTRAINT "error_hours_hash_id_at_source_id_pk" PRIMARY KEY("hash_id","at","source_id")
);
--> statement-breakpoint
CREATE TABLE "error_issues" (
	"id" text PRIMARY KEY NOT NULL,
	"service_id" text NOT NULL,
	"status" text DEFAULT 'unresolved' NOT NULL,
	"title" text NOT NULL,
	"culprit" text DEFAULT '' NOT NULL,
	"level" text NOT NULL,
	"platform" text NOT NULL,
	"explanation" jsonb NOT NULL,
	"event_count" bigint DEFAULT 0 NOT NULL,
	"user_count" integer DEFAULT 0 NOT NULL,
	"first_seen_at" timestamp with time zone NOT NULL,
	"last_seen_at" timestamp with time zone NOT NULL,
	"first_source_id" integer,
	"last_source_id" integer,
	"assignee_id" text,
	"ignored_until" timestamp with time zone,
	"ignored_until_count" bigint,
	"ignored_until_after" integer,
	"resolution" text,
	"resolved_at" timestamp with time zone,
	"resolved_by_name" text,
	"resolved_release_id" text,
	"judged" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"merged_into_id" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "error_issues_status_check" CHECK ("error_issues"."status" in ('unresolved', 'regressed', 'ignored', 'resolved')),
	CONSTRAINT "error_issues_level_check" CHECK ("error_issues"."level" in ('fatal', 'error', 'warning', 'info', 'debug')),
	CONSTRAINT "error_issues_resolution_check" CHECK ("error_issues"."resolution" in ('now', 'in_release', 'in_next_release')),
	CONSTRAINT "error_issues_resolved_check" CHECK ("error_issues"."status" <> 'resolved' or ("error_issues"."resolved_at" is not null and "error_issues"."resolution" is not null))
);
--> statement-breakpoint
CREATE TABLE "error_regroupings" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"issue_id" text NOT NULL,
	"moves" jsonb NOT NULL,
	"by_name" text NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"undone_at" timestamp with time zone,
	CONSTRAINT "error_regroupings_kind_check" CHECK ("error_regroupings"."kind" in ('merge', 'split'))
);
--> statement-breakpoint
CREATE TABLE "error_users" (
	"hash_id" integer NOT NULL,
	"person" "bytea" NOT NULL,
	"seen_on" date NOT NULL,
	CONSTRAINT "error_users_hash_id_person_pk" PRIMARY KEY("hash_id","person")
);
--> statement-breakpoint
CREATE TABLE "session_hours" (
	"source_id" integer NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"outcome" text NOT NULL,
	"sessions" bigint NOT NULL,
	CONSTRAINT "session_hours_source_id_at_outcome_pk" PRIMARY KEY("source_id","at","outcome"),
	CONSTRAINT "session_hours_outcome_check" CHECK ("session_hours"."outcome" in ('healthy', 'errored', 'abnormal', 'crashed'))
);
--> statement-breakpoint
CREATE TABLE "session_users" (
	"source_id" integer NOT NULL,
	"seen_on" date NOT NULL,
	"person" "bytea" NOT NULL,
	"has_crashed" boolean NOT NULL,
	CONSTRAINT "session_users_source_id_seen_on_person_pk" PRIMARY KEY("source_id","seen_on","person")
);
--> statement-breakpoint
CREATE TABLE "sessions_under_way" (
	"service_id" text NOT NULL,
	"session" "bytea" NOT NULL,
	"source_id" integer NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"outcome" text NOT NULL,
	"is_counted" boolean NOT NULL,
	CONSTRAINT "sessions_under_way_service_id_session_pk" PRIMARY KEY("service_id","session"),
	CONSTRAINT "sessions_under_way_outcome_check" CHECK ("sessions_under_way"."outcome" in ('healthy', 'errored', 'abnormal', 'crashed'))
);
--> statement-breakpoint
ALTER TABLE "telemetry_drops" DROP CONSTRAINT "telemetry_drops_reason_check";--> statement-breakpoint
ALTER TABLE "error_feedback" ADD CONSTRAINT "error_feedback_service_id_services_id_fk" FOREIGN KEY ("service_id") REFERENCES "public"."services"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "error_feedback" ADD CONSTRAINT "error_feedback_environment_id_environments_id_fk" FOREIGN KEY ("environment_id") REFERENCES "public"."environments"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "error_hashes" ADD CONSTRAINT "error_hashes_service_id_services_id_fk" FOREIGN KEY ("service_id") REFERENCES "public"."services"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "error_hashes" ADD CONSTRAINT "error_hashes_issue_id_error_issues_id_fk" FOREIGN KEY ("issue_id") REFERENCES "public"."error_issues"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "error_issues" ADD CONSTRAINT "error_issues_service_id_services_id_fk" FOREIGN KEY ("service_id") REFERENCES "public"."services"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "error_issues" ADD CONSTRAINT "error_issues_assignee_id_users_id_fk" FOREIGN KEY ("assignee_id") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "error_issues" ADD CONSTRAINT "error_issues_resolved_release_id_releases_id_fk" FOREIGN KEY ("resolved_release_id") REFERENCES "public"."releases"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "error_regroupings" ADD CONSTRAINT "error_regroupings_issue_id_error_issues_id_fk" FOREIGN KEY ("issue_id") REFERENCES "public"."error_issues"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions_under_way" ADD CONSTRAINT "sessions_under_way_service_id_services_id_fk" FOREIGN KEY ("service_id") REFERENCES "public"."services"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "error_events_hash_idx" ON "error_events" USING btree ("hash_id","id" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "error_events_event_idx" ON "error_events" USING btree ("event_id");--> statement-breakpoint
CREATE INDEX "error_events_trace_idx" ON "error_events" USING btree ("trace_id") WHERE "error_events"."trace_id" is not null;--> statement-breakpoint
CREATE INDEX "error_feedback_event_idx" ON "error_feedback" USING btree ("event_id");--> statement-breakpoint
CREATE INDEX "error_feedback_service_idx" ON "error_feedback" USING btree ("service_id");--> statement-breakpoint
CREATE UNIQUE INDEX "error_hashes_key" ON "error_hashes" USING btree ("service_id","version","hash");--> statement-breakpoint
CREATE INDEX "error_hashes_issue_idx" ON "error_hashes" USING btree ("issue_id");--> statement-breakpoint
CREATE INDEX "error_issues_last_seen_idx" ON "error_issues" USING btree ("last_seen_at" DESC NULLS FIRST,"id" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "error_issues_service_idx" ON "error_issues" USING btree ("service_id","last_seen_at" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "error_issues_ignored_idx" ON "error_issues" USING btree ("ignored_until") WHERE "error_issues"."status" = 'ignored';--> statement-breakpoint
CREATE INDEX "error_regroupings_issue_idx" ON "error_regroupings" USING btree ("issue_id","id" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "error_users_seen_idx" ON "error_users" USING btree ("seen_on");--> statement-breakpoint
CREATE INDEX "sessions_under_way_time_idx" ON "sessions_under_way" USING btree ("started_at");--> statement-breakpoint
ALTER TABLE "telemetry_drops" ADD CONSTRAINT "telemetry_drops_reason_check" CHECK ("telemetry_drops"."reason" in ('invalid', 'too_large', 'overload', 'sampled', 'budget', 'limit', 'client', 'unsupported'));
--> statement-breakpoint
-- The partitions of events between two instants, one per day of UTC, built beside their parent and attached.
create function make_error_partitions(first timestamptz, last timestamptz) returns void
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
    continue when to_regclass(name) is not null;
    execute format('create table %I (like error_events including defaults including constraints including indexes)', name);
    execute format('alter table error_events attach partition %I for values from (%L) to (%L)',
      name, begins at time zone 'UTC', (begins + interval '1 day') at time zone 'UTC');
  end loop;
end
$$;
--> statement-breakpoint
select make_error_partitions(now(), now() + interval '2 days');
--> statement-breakpoint
-- Drops the partitions of events that end before an instant, and says how many those were.
create function drop_error_partitions(before timestamptz) returns int
language plpgsql as $$
declare
  partition regclass;
  dropped int := 0;
begin
  for partition in
    select inhrelid::regclass from pg_inherits
    where inhparent = 'error_events'::regclass
      and to_timestamp(right(inhrelid::regclass::text, 8), 'YYYYMMDD')::timestamp + interval '1 day' <= before at time zone 'UTC'
  loop
    execute format('drop table %s', partition);
    dropped := dropped + 1;
  end loop;
  return dropped;
end
$$;
