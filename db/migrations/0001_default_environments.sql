-- What a fresh installation starts with: one target, this machine, and three environments in order of promotion.
insert into "targets" ("id", "name", "kind") values ('tgt_00000000000000000000000001', 'This machine', 'local');
--> statement-breakpoint
insert into "environments" ("id", "name", "position", "deploy_role", "is_production") values
  ('env_00000000000000000000000001', 'dev', 0, 'developer', false),
  ('env_00000000000000000000000002', 'staging', 1, 'developer', false),
  ('env_00000000000000000000000003', 'production', 2, 'operator', true);
--> statement-breakpoint
insert into "regions" ("id", "environment_id", "target_id", "name", "position")
select 'rgn_' || substr("id", 5), "id", 'tgt_00000000000000000000000001', 'local', 0 from "environments";
