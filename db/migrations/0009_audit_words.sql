CREATE INDEX "audit_entries_request_idx" ON "audit_entries" USING btree ("request_id");--> statement-breakpoint
CREATE INDEX "audit_entries_ip_idx" ON "audit_entries" USING btree ("ip","id" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "audit_entries_words_idx" ON "audit_entries" USING gin (to_tsvector('simple', regexp_replace("actor_name" || ' ' || "subject_name" || ' ' || "action", '[!-/:-@[-`{-~]', ' ', 'g')));--> statement-breakpoint
-- The planner shall know the new expression from the start.
ANALYZE "audit_entries";
