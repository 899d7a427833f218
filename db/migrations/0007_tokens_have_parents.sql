ALTER TABLE "tokens" ADD COLUMN "parent_id" text;--> statement-breakpoint
ALTER TABLE "tokens" ADD CONSTRAINT "tokens_parent_id_tokens_id_fk" FOREIGN KEY ("parent_id") REFERENCES "public"."tokens"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "tokens_parent_idx" ON "tokens" USING btree ("parent_id");--> statement-breakpoint
-- The trail remembers who made which token before this column was there.
UPDATE "tokens" SET "parent_id" = "parent"."id"
FROM "audit_entries" "entry" JOIN "tokens" "parent" ON "entry"."actor" = 'token:' || "parent"."id"
WHERE "entry"."action" = 'token.create' AND "entry"."subject" = "tokens"."id";
