-- The log of each place's newest attempt and of each service's newest release: what their pages open with.
insert into log_chunks (subject, first_line, lines, at)
select subject, 0, (
    select jsonb_agg(jsonb_build_object('s', case when line % 5 = 0 then 'system' else 'stdout' end,
      't', 'line ' || line || ': handled ' || line * 37 % 900 || ' requests in ' || line * 13 % 70 || ' ms',
      'at', to_char(at + line * interval '50 ms', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) order by line)
    from generate_series(1, 60) as line), at
from (
  select id as subject, created_at as at from seed_attempts where age = 0
  union all
  select id, created_at from seed_releases where number = releases
) logged;

insert into events (type, subject, service_id, environment_id, release_id, message, at)
select 'deployment.' || step.verb, attempt.id, attempt.service_id, attempt.environment_id, attempt.release_id,
  person.name || ' asked for it; it is ' || step.verb || '.', attempt.created_at + attempt.took * step.share
from seed_attempts attempt
join seed_people person on person.position = attempt.person
cross join lateral (values ('requested', 0), ('started', 0.1), (attempt.status, 1)) as step (verb, share)
where age < 10
order by attempt.id, step.share;

-- A quarter of a year of the trail.
insert into audit_entries (id, actor, actor_name, action, subject, subject_name, after, request_id, ip, at)
select pg_temp.id_of('aud', attempt.created_at), person.actor, person.name,
  'deployment.' || case attempt.kind when 'promote' then 'promote' when 'rollback' then 'roll_back' else 'create' end,
  attempt.id, service.name, jsonb_build_object('releaseId', attempt.release_id, 'environmentId', attempt.environment_id),
  pg_temp.id_of('req', attempt.created_at), '10.1.' || attempt.person || '.' || attempt.turn % 250, attempt.created_at
from seed_attempts attempt
join seed_people person on person.position = attempt.person
join seed_services service on service.id = attempt.service_id
where attempt.created_at > now() - interval '90 days'
order by attempt.created_at;
