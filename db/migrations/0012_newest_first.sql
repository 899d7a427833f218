DROP INDEX "check_results_history_idx";--> statement-breakpoint
DROP INDEX "check_runs_service_idx";--> statement-breakpoint
DROP INDEX "deployments_service_idx";--> statement-breakpoint
DROP INDEX "deployments_environment_idx";--> statement-breakpoint
DROP INDEX "deployments_status_idx";--> statement-breakpoint
DROP INDEX "deployments_kind_idx";--> statement-breakpoint
DROP INDEX "deployments_placement_idx";--> statement-breakpoint
DROP INDEX "deployments_release_idx";--> statement-breakpoint
DROP INDEX "releases_service_idx";--> statement-breakpoint
DROP INDEX "sessions_user_idx";--> statement-breakpoint
DROP INDEX "sign_in_attempts_email_idx";--> statement-breakpoint
DROP INDEX "sign_in_attempts_ip_idx";--> statement-breakpoint
DROP INDEX "audit_entries_subject_idx";--> statement-breakpoint
DROP INDEX "audit_entries_actor_idx";--> statement-breakpoint
DROP INDEX "audit_entries_action_idx";--> statement-breakpoint
CREATE INDEX "check_results_history_idx" ON "check_results" USING btree ("service_id","environment_id","name","run_id" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "check_runs_service_idx" ON "check_runs" USING btree ("service_id","id" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "deployments_service_idx" ON "deployments" USING btree ("service_id","id" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "deployments_environment_idx" ON "deployments" USING btree ("environment_id","id" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "deployments_status_idx" ON "deployments" USING btree ("status","id" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "deployments_kind_idx" ON "deployments" USING btree ("kind","id" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "deployments_placement_idx" ON "deployments" USING btree ("placement_id","id" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "deployments_release_idx" ON "deployments" USING btree ("release_id","id" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "releases_service_idx" ON "releases" USING btree ("service_id","id" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "sessions_user_idx" ON "sessions" USING btree ("user_id","created_at" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "sign_in_attempts_email_idx" ON "sign_in_attempts" USING btree ("email","at" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "sign_in_attempts_ip_idx" ON "sign_in_attempts" USING btree ("ip","at" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "audit_entries_subject_idx" ON "audit_entries" USING btree ("subject","id" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "audit_entries_actor_idx" ON "audit_entries" USING btree ("actor","id" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "audit_entries_action_idx" ON "audit_entries" USING btree ("action","id" DESC NULLS FIRST);