-- The newest ten attempts of each place keep their phases, as many as they reached.
insert into deployment_phases (deployment_id, phase, attempt, status, detail, started_at, finished_at)
select attempt.id, phase.name, 1,
  case when attempt.status <> 'succeeded' and phase.name = 'roll_out' then 'failed'
    when phase.name = 'migrate' then 'skipped' else 'passed' end,
  case phase.name when 'prepare' then 'The target answers.' when 'migrate' then 'This service has no migrate command.'
    when 'roll_out' then 'Ready after its start.' when 'switch' then 'Traffic goes to it.'
    when 'verify' then 'The public route answered with this release.' else 'It stayed up.' end,
  attempt.created_at + attempt.took * phase.starts, attempt.created_at + attempt.took * phase.ends
from seed_attempts attempt
cross join (values ('prepare', 0.01, 0.02), ('migrate', 0.02, 0.02), ('roll_out', 0.02, 0.69), ('switch', 0.7, 0.72),
  ('verify', 0.72, 0.75), ('watch', 0.75, 1.0)) as phase (name, starts, ends)
where age < 10 and (status = 'succeeded' or (status <> 'superseded' and phase.starts < 0.1));
