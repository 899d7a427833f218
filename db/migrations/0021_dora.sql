CREATE TABLE "delivered_commits" (
	"service_id" text NOT NULL,
	"sha" text NOT NULL,
	"environment_id" text NOT NULL,
	"deployment_id" text NOT NULL,
	"release_number" integer NOT NULL,
	"authored_at" timestamp with time zone NOT NULL,
	"delivered_at" timestamp with time zone NOT NULL,
	"lead_seconds" integer NOT NULL,
	"waiting_seconds" integer NOT NULL,
	"is_first_of_deployment" boolean NOT NULL,
	CONSTRAINT "delivered_commits_service_id_sha_pk" PRIMARY KEY("service_id","sha")
);
--> statement-breakpoint
ALTER TABLE "delivered_commits" ADD CONSTRAINT "delivered_commits_service_id_services_id_fk" FOREIGN KEY ("service_id") REFERENCES "public"."services"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "delivered_commits" ADD CONSTRAINT "delivered_commits_environment_id_environments_id_fk" FOREIGN KEY ("environment_id") REFERENCES "public"."environments"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "delivered_commits" ADD CONSTRAINT "delivered_commits_deployment_id_deployments_id_fk" FOREIGN KEY ("deployment_id") REFERENCES "public"."deployments"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "delivered_commits_time_idx" ON "delivered_commits" USING btree ("delivered_at","lead_seconds","waiting_seconds","is_first_of_deployment");--> statement-breakpoint
CREATE INDEX "delivered_commits_deployment_idx" ON "delivered_commits" USING btree ("deployment_id");--> statement-breakpoint
CREATE INDEX "deployments_traffic_idx" ON "deployments" USING btree ("environment_id","switched_at","service_id","kind","status","outcome","replaced_at","finished_at","release_id") WHERE "deployments"."switched_at" is not null and "deployments"."release_id" is distinct from "deployments"."previous_release_id";--> statement-breakpoint
-- What happened so far, in one go: of each service the production switches that went beyond every release before, with
-- the commits of the releases in between. The engine writes the same from here on (lib/delivery/engine/deliver-commits.ts).
insert into delivered_commits (service_id, sha, environment_id, deployment_id, release_number, authored_at,
  delivered_at, lead_seconds, waiting_seconds, is_first_of_deployment)
with switches as (
  select deployments.id, deployments.service_id, deployments.environment_id, deployments.switched_at, releases.number,
    least(2147483647, greatest(0, extract(epoch from coalesce(deployments.started_at, deployments.switched_at) - releases.finished_at)))::int as waiting_seconds,
    coalesce(max(releases.number) over (partition by deployments.service_id order by deployments.switched_at, deployments.id
      rows between unbounded preceding and 1 preceding), 0) as before
  from deployments
  join environments on environments.id = deployments.environment_id and environments.is_production
  join releases on releases.id = deployments.release_id
  where deployments.switched_at is not null and deployments.kind <> 'rollback'
), fresh as (
  select distinct on (switches.service_id, listed ->> 'sha') switches.service_id, listed ->> 'sha' as sha,
    switches.environment_id, switches.id as deployment_id, switches.number, (listed ->> 'authoredAt')::timestamptz as authored_at,
    switches.switched_at, switches.waiting_seconds
  from switches
  join releases contained on contained.service_id = switches.service_id and contained.status = 'ready'
    and contained.number > switches.before and contained.number <= switches.number
  cross join lateral jsonb_array_elements(
    case when jsonb_array_length(contained.changelog) > 0 then contained.changelog else jsonb_build_array(contained.commit) end) as listed
  where switches.number > switches.before and listed ->> 'sha' is not null
    and listed ->> 'authoredAt' ~ '^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d'
  order by switches.service_id, listed ->> 'sha', switches.switched_at, switches.id
)
select service_id, sha, environment_id, deployment_id, number, authored_at, switched_at,
  least(2147483647, greatest(0, extract(epoch from switched_at - authored_at)))::int, waiting_seconds,
  row_number() over (partition by deployment_id order by sha) = 1
from fresh;
