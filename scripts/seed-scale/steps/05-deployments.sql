-- What served before each attempt, and what replaced it, are the nearest successes of its place. Ids sort by time, so
-- the greatest id among the successes before is the last of them.
insert into deployments (id, service_id, environment_id, region_id, placement_id, release_id, kind, status, phase, outcome,
  previous_release_id, previous_deployment_id, from_environment_id, reason, requested_by, requested_by_name, cancel_requested_at,
  cancel_requested_by, cancel_reason, failure, reused_warm, fence, attempts, switch_intended_at, switched_at, started_at,
  finished_at, replaced_at, created_at, updated_at)
with successes as (
  select *,
    max(case when status = 'succeeded' then id || ' ' || release_id end collate "C") over (
      partition by placement_id order by turn rows between unbounded preceding and 1 preceding) as previous,
    min(case when status = 'succeeded' then id || ' ' || kind || ' ' || extract(epoch from created_at + took) end collate "C") over (
      partition by placement_id order by turn desc rows between unbounded preceding and 1 preceding) as next
  from seed_attempts
)
select attempt.id, service_id, environment_id, region_id, placement_id, release_id, kind, status,
  case status when 'succeeded' then 'watch' when 'failed' then 'roll_out' when 'errored' then 'verify'
    when 'interrupted' then 'roll_out' when 'canceled' then 'roll_out' end,
  case when status <> 'succeeded' then null when next is null then 'live'
    when split_part(next, ' ', 2) = 'rollback' then 'rolled_back' else 'replaced' end,
  split_part(previous, ' ', 2), split_part(previous, ' ', 1), case when kind = 'promote' then from_environment_id end,
  case when kind = 'rollback' then (array['Orders failed', 'Latency doubled', 'Wrong totals', 'Error rate above 2 %'])[turn % 4 + 1] else '' end,
  person.actor, person.name,
  case when status = 'canceled' then attempt.created_at + took / 2 end, case when status = 'canceled' then person.actor end,
  case when status = 'canceled' then 'Not this one after all' end,
  case status
    when 'failed' then (array[
      '{"code": "exited", "message": "The process ended with exit code 1 before it was ready.", "logTail": ["Error: connect ECONNREFUSED 10.0.0.7:5432"]}',
      '{"code": "not_ready", "message": "GET / answered 500 until the deadline of 60 s.", "logTail": ["TypeError: rate is not a function"]}',
      '{"code": "wrong_port", "message": "It listens on port 8080 and not on $PORT.", "logTail": ["listening on 8080"]}',
      '{"code": "died", "message": "The process ended 4 s after it was ready.", "logTail": ["FATAL ERROR: Reached heap limit"]}'])[turn % 4 + 1]::jsonb
    when 'errored' then '{"code": "target_unavailable", "message": "The target did not answer for 45 s."}'
    when 'interrupted' then '{"code": "interrupted", "message": "It was interrupted too often or too long ago to go on. What served before serves again."}'
    when 'canceled' then '{"code": "canceled", "message": "Canceled: Not this one after all"}' end,
  case when status = 'succeeded' then kind = 'rollback' and turn % 3 <> 0 end, turn, case when status = 'superseded' then 0 else 1 end,
  case when status = 'succeeded' then attempt.created_at + took * 0.7 end,
  case when status = 'succeeded' then attempt.created_at + took * 0.7 + interval '15 ms' end,
  case when status <> 'superseded' then attempt.created_at + interval '60 ms' end,
  attempt.created_at + took,
  case when status = 'succeeded' and next is not null then to_timestamp(split_part(next, ' ', 3)::float) end,
  attempt.created_at, attempt.created_at + took
from successes attempt
join seed_people person on person.position = attempt.person
order by attempt.id;
