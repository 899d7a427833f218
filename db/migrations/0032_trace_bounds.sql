-- When the spans of a trace began, the first and the last of those within some time. As a function, because a connection
-- keeps the plan of a function: to plan a question over a fortnight of hours takes longer than to answer it. The plan is
-- the same for any trace and any time, and leaves out what lies outside when it runs.
-- slipway: expand
create function trace_bounds(wanted bytea, since timestamptz, until timestamptz, out first timestamptz, out last timestamptz)
language plpgsql stable parallel restricted set plan_cache_mode = force_generic_plan as $$
begin
  select min(s.at), max(s.at) into first, last from spans s where s.trace_id = wanted and s.at >= since and s.at <= until;
end
$$;
