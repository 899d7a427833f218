-- Every deployment to be, in the order of its place. Development takes each release as it comes, staging is half a
-- release behind and production more than one; a rollback goes to the release before.
create temp table seed_attempts on commit drop as
with rolled as (
  select place.id as placement_id, place.service_id, place.environment_id, place.region_id, place.from_environment_id, place.rank,
    place.releases, turn, place.deployments - turn as age, (turn - 0.9 * random()) / place.deployments as progress,
    random() as chance, random() as kind_chance, random() as speed, 1 + (random() * 39)::int as person
  from seed_places place, generate_series(1, place.deployments) as turn
), wanted as (
  select *, now() - interval '365 days 15 minutes' + progress * interval '365 days' as created_at,
    case when kind_chance < 0.04 and turn > 3 then 'rollback' when rank > 0 and kind_chance < 0.95 then 'promote' else 'deploy' end as kind,
    floor(progress * releases + 0.5 - rank * 0.6)::int as number
  from rolled
)
select wanted.*, pg_temp.id_of('dep', wanted.created_at) as id, release.usable_id as release_id,
  case
    when chance < 0.915 then 'succeeded' when chance < 0.96 then 'failed' when chance < 0.975 then 'superseded'
    when chance < 0.99 then 'canceled' when chance < 0.996 then 'errored' else 'interrupted' end as status,
  (2 + 6 * rank + 14 * power(speed, 3)) * interval '1 second' as took
from wanted
join seed_releases release on release.service_id = wanted.service_id
  and release.number = greatest(1, wanted.number - (wanted.kind = 'rollback')::int);
