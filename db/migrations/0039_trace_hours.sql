-- A new table and its first partitions. The release before writes spans without it: these are found as before.
-- slipway: expand
CREATE TABLE "trace_hours" (
	"hash" bigint NOT NULL,
	"at" timestamp with time zone NOT NULL
) PARTITION BY RANGE ("at");
--> statement-breakpoint
CREATE INDEX "trace_hours_hash_idx" ON "trace_hours" USING btree ("hash");--> statement-breakpoint
select make_evidence_partitions('trace_hours', now(), now() + interval '2 days');
