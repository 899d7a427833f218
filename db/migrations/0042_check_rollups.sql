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
	CONSTRAINT "check_series_key" UNIQUE NULLS NOT DISTINCT("service_id","environment_id","region_id","release_id","name","kind","moment"),
	CONSTRAINT "check_series_kind_check" CHECK ("check_series"."kind" in ('http', 'tcp', 'dns', 'tls', 'dependency', 'postgres', 'mysql', 'redis', 'variables', 'command')),
	CONSTRAINT "check_series_moment_check" CHECK ("check_series"."moment" in ('before_traffic', 'after_traffic', 'on_demand', 'schedule'))
);
--> statement-breakpoint
-- What was found before there were hours; runs that go on yet are added when they end. Foreign keys come last, because
-- they keep everybody from writing to the tables that they name.
INSERT INTO "check_series" ("service_id", "environment_id", "region_id", "release_id", "name", "kind", "moment")
SELECT DISTINCT r.service_id, r.environment_id, r.region_id, l.id, r.name, r.kind, c.moment
FROM check_results r
JOIN check_runs c ON c.id = r.run_id AND c.finished_at IS NOT NULL
JOIN environments e ON e.id = r.environment_id
JOIN regions g ON g.id = r.region_id
LEFT JOIN releases l ON l.id = r.release_id
WHERE r.status <> 'skipped';
--> statement-breakpoint
INSERT INTO "check_hours" ("series_id", "at", "results", "failures", "tells", "up", "duration_ms", "min_duration_ms", "max_duration_ms", "bucket_offset", "buckets")
SELECT id, begins, results, failures, tells, up, duration_ms, min_duration_ms, max_duration_ms, lowest,
	(SELECT array_agg(coalesce(counts[array_position(numbers, place)], 0)::int ORDER BY place) FROM generate_series(lowest, highest) AS place)
FROM (
	SELECT id, begins, sum(results) AS results, sum(failures) AS failures, sum(tells) AS tells, sum(up) AS up,
		sum(duration_ms) AS duration_ms, min(min_duration_ms) AS min_duration_ms, max(max_duration_ms) AS max_duration_ms,
		min(bucket) AS lowest, max(bucket) AS highest,
		array_agg(bucket ORDER BY bucket) AS numbers, array_agg(results ORDER BY bucket) AS counts
	FROM (
		SELECT s.id, date_trunc('hour', r.at, 'UTC') AS begins,
			(ceil(ln(greatest(r.duration_ms, 1) / 1000.0::float8) / ln(2::float8) * 8) - 1)::int AS bucket,
			count(*) AS results, count(*) FILTER (WHERE r.status <> 'passed') AS failures,
			count(*) FILTER (WHERE r.status IN ('passed', 'failed') AND c.moment <> 'before_traffic') AS tells,
			count(*) FILTER (WHERE r.status = 'passed' AND c.moment <> 'before_traffic') AS up,
			sum(r.duration_ms) AS duration_ms, min(r.duration_ms) AS min_duration_ms, max(r.duration_ms) AS max_duration_ms
		FROM check_results r
		JOIN check_runs c ON c.id = r.run_id AND c.finished_at IS NOT NULL
		LEFT JOIN releases l ON l.id = r.release_id
		JOIN check_series s ON s.service_id = r.service_id AND s.environment_id = r.environment_id AND s.region_id = r.region_id
			AND s.release_id IS NOT DISTINCT FROM l.id AND s.name = r.name AND s.kind = r.kind AND s.moment = c.moment
		WHERE r.status <> 'skipped'
		GROUP BY 1, 2, 3
	) AS by_bucket
	GROUP BY 1, 2
) AS by_hour;
--> statement-breakpoint
-- Of the hours, so that both say the same whatever ended meanwhile.
INSERT INTO "check_days" ("series_id", "at", "results", "failures", "tells", "up", "duration_ms", "min_duration_ms", "max_duration_ms", "bucket_offset", "buckets")
SELECT series_id, begins, results, failures, tells, up, duration_ms, min_duration_ms, max_duration_ms, lowest,
	(SELECT array_agg(coalesce(counts[array_position(numbers, place)], 0)::int ORDER BY place) FROM generate_series(lowest, highest) AS place)
FROM (
	SELECT series_id, date_trunc('day', at, 'UTC') AS begins, sum(results) AS results, sum(failures) AS failures, sum(tells) AS tells,
		sum(up) AS up, sum(duration_ms) AS duration_ms, min(min_duration_ms) AS min_duration_ms, max(max_duration_ms) AS max_duration_ms
	FROM check_hours
	GROUP BY 1, 2
) AS figures
JOIN (
	SELECT series_id, begins, min(bucket) AS lowest, max(bucket) AS highest,
		array_agg(bucket ORDER BY bucket) AS numbers, array_agg(results ORDER BY bucket) AS counts
	FROM (
		SELECT h.series_id, date_trunc('day', h.at, 'UTC') AS begins, (h.bucket_offset + b.place - 1)::int AS bucket, sum(b.results) AS results
		FROM check_hours h
		CROSS JOIN LATERAL unnest(h.buckets) WITH ORDINALITY AS b(results, place)
		WHERE b.results > 0
		GROUP BY 1, 2, 3
	) AS by_bucket
	GROUP BY 1, 2
) AS histograms USING (series_id, begins);
--> statement-breakpoint
ALTER TABLE "check_days" ADD CONSTRAINT "check_days_series_id_check_series_id_fk" FOREIGN KEY ("series_id") REFERENCES "public"."check_series"("id") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "check_hours" ADD CONSTRAINT "check_hours_series_id_check_series_id_fk" FOREIGN KEY ("series_id") REFERENCES "public"."check_series"("id") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "check_series" ADD CONSTRAINT "check_series_service_id_services_id_fk" FOREIGN KEY ("service_id") REFERENCES "public"."services"("id") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "check_series" ADD CONSTRAINT "check_series_environment_id_environments_id_fk" FOREIGN KEY ("environment_id") REFERENCES "public"."environments"("id") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "check_series" ADD CONSTRAINT "check_series_region_id_regions_id_fk" FOREIGN KEY ("region_id") REFERENCES "public"."regions"("id") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "check_series" ADD CONSTRAINT "check_series_release_id_releases_id_fk" FOREIGN KEY ("release_id") REFERENCES "public"."releases"("id") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
CREATE INDEX "check_days_at_idx" ON "check_days" USING brin ("at");
--> statement-breakpoint
CREATE INDEX "check_hours_at_idx" ON "check_hours" USING brin ("at");
