ALTER TABLE "notification_subscriptions" DROP CONSTRAINT "notification_subscriptions_scope_check";--> statement-breakpoint
ALTER TABLE "notification_subscriptions" DROP CONSTRAINT "notification_subscriptions_receiver_check";--> statement-breakpoint
DROP INDEX "notification_channels_name_idx";--> statement-breakpoint
DROP INDEX "notification_subscriptions_wish_idx";--> statement-breakpoint
ALTER TABLE "notification_channels" ADD COLUMN "owner_team_id" text;--> statement-breakpoint
ALTER TABLE "notification_subscriptions" ADD COLUMN "team_id" text;--> statement-breakpoint
ALTER TABLE "notification_channels" ADD CONSTRAINT "notification_channels_owner_team_id_teams_id_fk" FOREIGN KEY ("owner_team_id") REFERENCES "public"."teams"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notification_subscriptions" ADD CONSTRAINT "notification_subscriptions_team_id_teams_id_fk" FOREIGN KEY ("team_id") REFERENCES "public"."teams"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "notification_channels_team_idx" ON "notification_channels" USING btree ("owner_team_id");--> statement-breakpoint
CREATE INDEX "notification_subscriptions_team_idx" ON "notification_subscriptions" USING btree ("team_id");--> statement-breakpoint
CREATE UNIQUE INDEX "notification_channels_name_idx" ON "notification_channels" USING btree (coalesce("owner_user_id", "owner_team_id", ''),lower("name"));--> statement-breakpoint
CREATE UNIQUE INDEX "notification_subscriptions_wish_idx" ON "notification_subscriptions" USING btree ("kind",coalesce("user_id", "team_id", ''),coalesce("channel_id", ''),coalesce("service_id", ''),coalesce("environment_id", ''));--> statement-breakpoint
ALTER TABLE "notification_channels" ADD CONSTRAINT "notification_channels_owner_check" CHECK ("notification_channels"."owner_user_id" is null or "notification_channels"."owner_team_id" is null);--> statement-breakpoint
ALTER TABLE "notification_subscriptions" ADD CONSTRAINT "notification_subscriptions_scope_check" CHECK ("notification_subscriptions"."scope" in ('all', 'owned', 'mine'));--> statement-breakpoint
ALTER TABLE "notification_subscriptions" ADD CONSTRAINT "notification_subscriptions_receiver_check" CHECK (case when "notification_subscriptions"."user_id" is not null then "notification_subscriptions"."team_id" is null
        when "notification_subscriptions"."team_id" is not null then "notification_subscriptions"."scope" <> 'mine'
        else "notification_subscriptions"."channel_id" is not null and "notification_subscriptions"."scope" = 'all' end);--> statement-breakpoint
-- Monitors that fail concern whoever deployed what they fail on.
CREATE OR REPLACE FUNCTION "people_default_subscriptions"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO notification_subscriptions (id, user_id, kind, scope)
  SELECT 'sub_0000000000' || substr(md5(NEW.id || kind), 1, 16), NEW.id, kind, 'mine'
  FROM unnest(ARRAY['approval_requested', 'deployment_failed', 'rolled_back', 'check_failed', 'channel_failed']) AS kind;
  RETURN NULL;
END $$;--> statement-breakpoint
INSERT INTO notification_subscriptions (id, user_id, kind, scope)
  SELECT 'sub_0000000000' || substr(md5(users.id || 'check_failed'), 1, 16), users.id, 'check_failed', 'mine' FROM users
  ON CONFLICT DO NOTHING;
