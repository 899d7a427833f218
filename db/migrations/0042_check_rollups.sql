CREATE TABLE "check_days" (
	"series_id" integer NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"results" integer NOT NULL,
	"failures" integer NOT NULL,
	"tells" integer NOT NULL,
	"up" integer NOT NULL,
	"duration_ms" bigint NOT NULL,
	"min_duration_ms" integer NOT NULL,
	"max_duration_ms" integer NOT NULL,
	"bucket_offset" smallint NOT NULL,
	"buckets" integer[] NOT NULL,
	CONSTRAINT "check_days_series_id_at_pk" PRIMARY KEY("series_id","at")
);
--> statement-breakpoint
CREATE TABLE "check_hours" (
	"series_id" integer NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"results" integer NOT NULL,
	"failures" integer NOT NULL,
	"tells" integer NOT NULL,
	"up" integer NOT NULL,
	"duration_ms" bigint NOT NULL,
	"min_duration_ms" integer NOT NULL,
	"max_duration_ms" integer NOT NULL,
	"bucket_offset" smallint NOT NULL,
	"buckets" integer[] NOT NULL,
	CONSTRAINT "check_hours_series_id_at_pk" PRIMARY KEY("series_id","at")
);
--> statement-breakpoint
CREATE TABLE "check_series" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "check_series_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"service_id" text NOT NULL,
	"environment_id" text NOT NULL,
	"region_id" text NOT NULL,
	"release_id" text,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"moment" text NOT NULL,
	CONSTRAINT "check_series_key" UNIQUE NULLS NOT DISTINCT("service_id","environment_id","region_id","release_id","name","kind","moment")
);
--> statement-breakpoint
ALTER TABLE "check_days" ADD CONSTRAINT "check_days_series_id_check_series_id_fk" FOREIGN KEY ("series_id") REFERENCES "public"."check_series"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "check_hours" ADD CONSTRAINT "check_hours_series_id_check_series_id_fk" FOREIGN KEY ("series_id") REFERENCES "public"."check_series"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "check_series" ADD CONSTRAINT "check_series_service_id_services_id_fk" FOREIGN KEY ("service_id") REFERENCES "public"."services"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "check_series" ADD CONSTRAINT "check_series_environment_id_environments_id_fk" FOREIGN KEY ("environment_id") REFERENCES "public"."environments"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "check_series" ADD CONSTRAINT "check_series_region_id_regions_id_fk" FOREIGN KEY ("region_id") REFERENCES "public"."regions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "check_series" ADD CONSTRAINT "check_series_release_id_releases_id_fk" FOREIGN KEY ("release_id") REFERENCES "public"."releases"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "check_days_at_idx" ON "check_days" USING brin ("at");--> statement-breakpoint
CREATE INDEX "check_hours_at_idx" ON "check_hours" USING brin ("at");
--> statement-breakpoint
-- What was found before there were hours. Runs that go on yet are added when they end.
INSERT INTO "check_series" ("service_id", "environment_id", "region_id", "release_id", "name", "kind", "moment")
SELECT DISTINCT r.service_id, r.environment_id, r.region_id, l.id, r.name, r.kind, c.moment
FROM check_results r
JOIN check_runs c ON c.id = r.run_id AND c.finished_at IS NOT NULL
JOIN environments e ON e.id = r.environment_id
JOIN regions g ON g.id = r.region_id
LEFT JOIN releases l ON l.id = r.release_id
WHERE r.status <> 'skipped';--> statement-breakpoint
INSERT INTO "check_hours" ("series_id", "at", "results", "failures", "tells", "up", "duration_ms", "min_duration_ms", "max_duration_ms", "bucket_offset", "buckets")
SELECT id, begins, results, failures, tells, up, duration_ms, min_duration_ms, max_duration_ms, lowest,
	(SELECT array_agg((SELECT count(*)::int FROM unnest(observed) AS one WHERE one = place) ORDER BY place)
	FROM generate_series(lowest, highest) AS place)
FROM (
	SELECT s.id, said.begins, count(*) AS results, count(*) FILTER (WHERE said.status <> 'passed') AS failures,
		count(*) FILTER (WHERE said.tells) AS tells, count(*) FILTER (WHERE said.tells AND said.status = 'passed') AS up,
		sum(said.duration_ms) AS duration_ms, min(said.duration_ms) AS min_duration_ms, max(said.duration_ms) AS max_duration_ms,
		min(said.bucket) AS lowest, max(said.bucket) AS highest, array_agg(said.bucket) AS observed
	FROM (
		SELECT r.*, c.moment, l.id AS release, date_trunc('hour', r.at, 'UTC') AS begins,
			r.status IN ('passed', 'failed') AND c.moment <> 'before_traffic' AS tells,
			(ceil(ln(greatest(r.duration_ms, 1) / 1000.0::float8) / ln(2::float8) * 8) - 1)::int AS bucket
		FROM check_results r
		JOIN check_runs c ON c.id = r.run_id AND c.finished_at IS NOT NULL
		LEFT JOIN releases l ON l.id = r.release_id
		WHERE r.status <> 'skipped'
	) AS said
	JOIN check_series s ON s.service_id = said.service_id AND s.environment_id = said.environment_id
		AND s.region_id = said.region_id AND s.release_id IS NOT DISTINCT FROM said.release AND s.name = said.name
		AND s.kind = said.kind AND s.moment = said.moment
	GROUP BY 1, 2
) AS counted;--> statement-breakpoint
INSERT INTO "check_days" ("series_id", "at", "results", "failures", "tells", "up", "duration_ms", "min_duration_ms", "max_duration_ms", "bucket_offset", "buckets")
SELECT id, begins, results, failures, tells, up, duration_ms, min_duration_ms, max_duration_ms, lowest,
	(SELECT array_agg((SELECT count(*)::int FROM unnest(observed) AS one WHERE one = place) ORDER BY place)
	FROM generate_series(lowest, highest) AS place)
FROM (
	SELECT s.id, said.begins, count(*) AS results, count(*) FILTER (WHERE said.status <> 'passed') AS failures,
		count(*) FILTER (WHERE said.tells) AS tells, count(*) FILTER (WHERE said.tells AND said.status = 'passed') AS up,
		sum(said.duration_ms) AS duration_ms, min(said.duration_ms) AS min_duration_ms, max(said.duration_ms) AS max_duration_ms,
		min(said.bucket) AS lowest, max(said.bucket) AS highest, array_agg(said.bucket) AS observed
	FROM (
		SELECT r.*, c.moment, l.id AS release, date_trunc('day', r.at, 'UTC') AS begins,
			r.status IN ('passed', 'failed') AND c.moment <> 'before_traffic' AS tells,
			(ceil(ln(greatest(r.duration_ms, 1) / 1000.0::float8) / ln(2::float8) * 8) - 1)::int AS bucket
		FROM check_results r
		JOIN check_runs c ON c.id = r.run_id AND c.finished_at IS NOT NULL
		LEFT JOIN releases l ON l.id = r.release_id
		WHERE r.status <> 'skipped'
	) AS said
	JOIN check_series s ON s.service_id = said.service_id AND s.environment_id = said.environment_id
		AND s.region_id = said.region_id AND s.release_id IS NOT DISTINCT FROM said.release AND s.name = said.name
		AND s.kind = said.kind AND s.moment = said.moment
	GROUP BY 1, 2
) AS counted;
