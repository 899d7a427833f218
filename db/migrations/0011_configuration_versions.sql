CREATE TABLE "configuration_entries" (
	"version_id" text NOT NULL,
	"key" text NOT NULL,
	"is_secret" boolean NOT NULL,
	"sealed_value" text NOT NULL,
	"value_hash" text NOT NULL,
	"set_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "configuration_entries_version_id_key_pk" PRIMARY KEY("version_id","key"),
	CONSTRAINT "configuration_entries_key_check" CHECK ("configuration_entries"."key" ~ '^[A-Za-z_][A-Za-z0-9_]{0,127}$')
);
--> statement-breakpoint
CREATE TABLE "configuration_versions" (
	"id" text PRIMARY KEY NOT NULL,
	"service_id" text NOT NULL,
	"environment_id" text NOT NULL,
	"number" integer NOT NULL,
	"origin" text NOT NULL,
	"reason" text DEFAULT '' NOT NULL,
	"digest" text NOT NULL,
	"created_by" text NOT NULL,
	"created_by_name" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "configuration_versions_origin_check" CHECK ("configuration_versions"."origin" in ('initial', 'set', 'import', 'restore')),
	CONSTRAINT "configuration_versions_number_check" CHECK ("configuration_versions"."number" > 0)
);
--> statement-breakpoint
ALTER TABLE "deployments" ADD COLUMN "configuration_version_id" text;--> statement-breakpoint
ALTER TABLE "configuration_entries" ADD CONSTRAINT "configuration_entries_version_id_configuration_versions_id_fk" FOREIGN KEY ("version_id") REFERENCES "public"."configuration_versions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "configuration_versions" ADD CONSTRAINT "configuration_versions_service_id_services_id_fk" FOREIGN KEY ("service_id") REFERENCES "public"."services"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "configuration_versions" ADD CONSTRAINT "configuration_versions_environment_id_environments_id_fk" FOREIGN KEY ("environment_id") REFERENCES "public"."environments"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "configuration_versions_number_idx" ON "configuration_versions" USING btree ("service_id","environment_id","number");--> statement-breakpoint
ALTER TABLE "deployments" ADD CONSTRAINT "deployments_configuration_version_id_configuration_versions_id_fk" FOREIGN KEY ("configuration_version_id") REFERENCES "public"."configuration_versions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
-- What is set becomes version 1, and nobody said that any of it may be shown. A place that only has deployments gets an
-- empty one. The keys are letters, digits and underscores, so that the digest is what the portal computes itself.
INSERT INTO "configuration_versions" ("id", "service_id", "environment_id", "number", "origin", "digest", "created_by", "created_by_name", "created_at")
SELECT 'cfg_0000000000' || substr(md5("place"."service_id" || "place"."environment_id"), 1, 16),
  "place"."service_id", "place"."environment_id", 1, 'initial',
  encode(sha256(convert_to(coalesce(string_agg("set"."key" || '=' || "set"."value_hash", E'\n' ORDER BY "set"."key" COLLATE "C"), ''), 'UTF8')), 'hex'),
  'job:migration', 'Slipway', coalesce(max("set"."updated_at"), now())
FROM (
  SELECT "service_id", "environment_id" FROM "variables"
  UNION SELECT "service_id", "environment_id" FROM "placements"
) "place"
LEFT JOIN "variables" "set" ON "set"."service_id" = "place"."service_id" AND "set"."environment_id" = "place"."environment_id"
GROUP BY "place"."service_id", "place"."environment_id";--> statement-breakpoint
INSERT INTO "configuration_entries" ("version_id", "key", "is_secret", "sealed_value", "value_hash", "set_at")
SELECT "version"."id", "set"."key", true, "set"."sealed_value", "set"."value_hash", "set"."updated_at"
FROM "variables" "set"
JOIN "configuration_versions" "version" ON "version"."service_id" = "set"."service_id" AND "version"."environment_id" = "set"."environment_id";--> statement-breakpoint
-- The trail knows when a variable was last set or removed: what was taken up after that, and did not take up a process
-- from before, ran with what is set today. Of everything else it is not known, and stays so.
UPDATE "deployments" SET "configuration_version_id" = "version"."id"
FROM "configuration_versions" "version" JOIN "environments" ON "environments"."id" = "version"."environment_id"
WHERE "version"."service_id" = "deployments"."service_id" AND "version"."environment_id" = "deployments"."environment_id"
  AND "deployments"."started_at" IS NOT NULL AND "deployments"."reused_warm" IS NOT TRUE
  AND NOT EXISTS (
    SELECT 1 FROM "audit_entries" "entry"
    WHERE "entry"."subject" = "deployments"."service_id" AND "entry"."action" = 'variable.set'
      AND "entry"."after"->>'environment' = "environments"."name" AND "entry"."at" >= "deployments"."started_at"
  );--> statement-breakpoint
-- A process of the version before that still wrote here would lose its writes unseen; without the table it says so.
DROP TABLE "variables";
