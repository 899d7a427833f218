-- How much each service ships follows no average: most a little, a few very much.
create temp table seed_services on commit drop as
with numbered as (
  select position, fields[(position - 1) % 50 + 1] || '-' || kinds[((position - 1) / 50) % 50 + 1] as name,
    0.3 + 3 * power(random(), 3) as weight
  from seed_words, generate_series(1, current_setting('seed.services')::int) as position
), shares as (
  select *, floor(current_setting('seed.deployments')::int * weight / sum(weight) over ())::int as share from numbered
)
select position, name, pg_temp.id_of('svc', now() - interval '500 days' + position * interval '1 minute') as id,
  case position when 1 then share + current_setting('seed.deployments')::int - (sum(share) over ())::int
    else share end as deployments
from shares;

alter table seed_services add column releases int;
update seed_services set releases = least(200, greatest(10, deployments / 10));

insert into services (id, name, description, repository_url, repository_branch, created_by, created_at, updated_at)
select service.id, service.name, 'Part of ' || split_part(service.name, '-', 1) || ', looked after by ' || person.name || '.',
  'https://git.example.test/shop/' || service.name || '.git', 'main', person.id,
  now() - interval '500 days' + service.position * interval '1 minute', now() - interval '500 days'
from seed_services service join seed_people person on person.position = service.position % 40 + 1;

create temp table seed_places on commit drop as
select pg_temp.id_of('plc', now() - interval '499 days' + service.position * interval '1 minute') as id,
  service.id as service_id, service.name as service_name, service.position as service_position, service.releases,
  environment.id as environment_id, environment.name as environment_name, (environment.place - 1)::int as rank, region.id as region_id,
  lag(environment.id) over (partition by service.id order by environment.position) as from_environment_id,
  case environment.place
    when 1 then service.deployments - (service.deployments * 0.3)::int - (service.deployments * 0.2)::int
    when 2 then (service.deployments * 0.3)::int
    else (service.deployments * 0.2)::int end as deployments
from seed_services service
cross join (select *, row_number() over (order by position) as place from environments order by position limit 3) environment
join regions region on region.environment_id = environment.id and region.position = 0;
