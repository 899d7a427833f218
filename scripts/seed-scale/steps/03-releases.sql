-- Release n of r is built in the first half of the n-th part of the year. Of the even ones, one in seven did not build.
create temp table seed_releases on commit drop as
select service.id as service_id, service.position as service_position, service.releases, number,
  number % 2 = 0 and hashint4(service.position * 1000 + number) % 7 = 0 and number < service.releases as is_broken,
  now() - interval '365 days' + (number - 1 + random() * 0.45) / service.releases * interval '365 days' as created_at,
  20000 + (random() * 60000)::int as build_ms, 1 + (random() * 4)::int as commits, 1 + (random() * 39)::int as author
from seed_services service, generate_series(1, service.releases) as number;

alter table seed_releases add column id text, add column usable_id text;
update seed_releases set id = pg_temp.id_of('rel', created_at);
create unique index on seed_releases (service_id, number);
analyze seed_releases;
-- What a deployment takes instead of a release that did not build: the one before, whose number is odd.
update seed_releases release set usable_id = usable.id
from seed_releases usable
where usable.service_id = release.service_id and usable.number = release.number - release.is_broken::int;

insert into releases (id, service_id, number, ref, status, version, commit, commit_sha, changelog, changed_file_count, digest,
  artifact, plan, explanation, size_bytes, file_count, dependencies_reused, step_durations_ms, failure, requested_by,
  requested_by_name, started_at, finished_at, attempts, created_at, updated_at)
select release.id, service_id, number, 'main', case when is_broken then 'failed' else 'ready' end, '1.' || number || '.0',
  changelog -> 0, changelog -> 0 ->> 'sha', changelog, commits * 3, case when not is_broken then 'sha256:' || md5(release.id) || md5(service_id) end,
  case when not is_broken then jsonb_build_object('kind', 'directory', 'path', '/var/lib/slipway/releases/' || release.id) end,
  case when not is_broken then '{"serve": {"kind": "process", "command": "node server.mjs", "portVariable": "PORT"}, "workingDirectory": ".", "readiness": {"probe": {"kind": "http", "path": "/"}, "intervalMs": 250, "timeoutMs": 2000, "deadlineMs": 60000}}'::jsonb end,
  '["package.json has a start script, so the release is a process.", "package-lock.json: npm ci installs its dependencies."]',
  2000000 + (build_ms * 173 % 9000000), 120 + build_ms % 900, number % 4 <> 0,
  jsonb_build_object('checkout', 400 + build_ms % 600, 'install', build_ms / 2, 'build', build_ms / 3),
  case when is_broken then jsonb_build_object('code', 'build_failed', 'step', 'build', 'message',
    (array['npm run build ended with exit code 1: Cannot find module ''./price-list''.', 'npm ci ended with exit code 1: package-lock.json does not match package.json.',
      'npm run build ended with exit code 2: 3 type errors in src/orders.ts.'])[build_ms % 3 + 1],
    'logTail', '["src/orders.ts(41,7): error TS2322", "Found 3 errors."]'::jsonb) end,
  person.actor, person.name, created_at + interval '300 ms', created_at + make_interval(secs => build_ms / 1000.0), 1, created_at,
  created_at + make_interval(secs => build_ms / 1000.0)
from (
  select release.*, (
    select jsonb_agg(jsonb_build_object('sha', md5(release.id || each) || left(md5(each::text), 8),
      'subject', words.subjects[(hashint4(release.service_position * 31 + release.number * 7 + each) & 1023) % 24 + 1],
      'authorName', words.people[(release.author + each) % 40 + 1],
      'authoredAt', to_char(release.created_at - each * interval '3 hours', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')))
    from generate_series(1, release.commits) as each) as changelog
  from seed_releases release, seed_words words
) release
join seed_people person on person.position = release.author;
