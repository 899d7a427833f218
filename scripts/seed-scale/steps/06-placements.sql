-- What serves is the newest success of each place; two in a hundred are not well.
insert into placements (id, service_id, environment_id, region_id, fence, release_id, deployment_id, live_since, url,
  last_deployment_id, last_status, health, health_detail, observed_at, created_at, updated_at)
select place.id, place.service_id, place.environment_id, place.region_id, place.deployments, live.release_id, live.id,
  live.created_at + live.took * 0.7, 'http://' || service_name || '-' || environment_name || '.localhost:4000',
  newest.id, newest.status,
  case when is_well then 'healthy' when unluck < 3 then 'unknown' else 'degraded' end,
  case when is_well then null when unluck < 3 then 'The target does not answer.' else 'GET / answers 503.' end,
  now(), now() - interval '499 days', coalesce(newest.created_at + newest.took, now() - interval '499 days')
from (select *, hashtext(id) & 255 as unluck, hashtext(id) & 255 > 5 as is_well from seed_places) place
left join (select distinct on (placement_id) * from seed_attempts where status = 'succeeded' order by placement_id, turn desc) live
  on live.placement_id = place.id
left join (select * from seed_attempts where age = 0) newest on newest.placement_id = place.id;
