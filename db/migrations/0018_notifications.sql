CREATE TABLE "inbox_items" (
	"id" text PRIMARY KEY NOT NULL,
	"user_id" text NOT NULL,
	"message_id" text NOT NULL,
	"read_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "notification_channels" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"owner_user_id" text,
	"destination" text NOT NULL,
	"sealed" text,
	"rate_per_minute" integer NOT NULL,
	"tokens" double precision NOT NULL,
	"refilled_at" timestamp with time zone DEFAULT now() NOT NULL,
	"created_by" text NOT NULL,
	"created_by_name" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "notification_channels_kind_check" CHECK ("notification_channels"."kind" in ('email', 'slack', 'teams', 'webhook')),
	CONSTRAINT "notification_channels_rate_check" CHECK ("notification_channels"."rate_per_minute" between 1 and 600),
	CONSTRAINT "notification_channels_sealed_check" CHECK (("notification_channels"."kind" = 'email') = ("notification_channels"."sealed" is null))
);
--> statement-breakpoint
CREATE TABLE "notification_deliveries" (
	"id" text PRIMARY KEY NOT NULL,
	"message_id" text NOT NULL,
	"channel_id" text NOT NULL,
	"status" text DEFAULT 'pending' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"attempts_before" integer DEFAULT 0 NOT NULL,
	"has_turn" boolean DEFAULT false NOT NULL,
	"claimed_until" timestamp with time zone,
	"next_attempt_at" timestamp with time zone DEFAULT now() NOT NULL,
	"gives_up_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone,
	"response_status" integer,
	"duration_ms" integer,
	"last_error" text,
	"log" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "notification_deliveries_status_check" CHECK ("notification_deliveries"."status" in ('pending', 'delivered', 'dead', 'bundled')),
	CONSTRAINT "notification_deliveries_finished_check" CHECK (("notification_deliveries"."finished_at" is null) = ("notification_deliveries"."status" = 'pending'))
);
--> statement-breakpoint
CREATE TABLE "notification_messages" (
	"id" text PRIMARY KEY NOT NULL,
	"event_id" bigint,
	"kind" text NOT NULL,
	"content" jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "notification_messages_kind_check" CHECK ("notification_messages"."kind" in ('approval_requested', 'approval_decided', 'deployment_failed', 'deployment_succeeded', 'deployment_requested', 'deployment_stopped', 'rolled_back', 'promotion_blocked', 'hold', 'freeze', 'check_failed', 'check_recovered', 'drift', 'release_failed', 'release_ready', 'service_changed', 'channel_failed', 'other'))
);
--> statement-breakpoint
CREATE TABLE "notification_subscriptions" (
	"id" text PRIMARY KEY NOT NULL,
	"user_id" text,
	"channel_id" text,
	"kind" text NOT NULL,
	"scope" text DEFAULT 'all' NOT NULL,
	"service_id" text,
	"environment_id" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "notification_subscriptions_kind_check" CHECK ("notification_subscriptions"."kind" in ('approval_requested', 'approval_decided', 'deployment_failed', 'deployment_succeeded', 'deployment_requested', 'deployment_stopped', 'rolled_back', 'promotion_blocked', 'hold', 'freeze', 'check_failed', 'check_recovered', 'drift', 'release_failed', 'release_ready', 'service_changed', 'channel_failed', 'other')),
	CONSTRAINT "notification_subscriptions_scope_check" CHECK ("notification_subscriptions"."scope" in ('all', 'mine')),
	CONSTRAINT "notification_subscriptions_receiver_check" CHECK ("notification_subscriptions"."user_id" is not null or ("notification_subscriptions"."channel_id" is not null and "notification_subscriptions"."scope" = 'all'))
);
--> statement-breakpoint
ALTER TABLE "events" ADD COLUMN "actor" text;--> statement-breakpoint
ALTER TABLE "events" ADD COLUMN "actor_name" text;--> statement-breakpoint
ALTER TABLE "events" ADD COLUMN "told_at" timestamp with time zone DEFAULT now();--> statement-breakpoint
-- What happened before there was anybody to tell counts as told.
ALTER TABLE "events" ALTER COLUMN "told_at" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "inbox_items" ADD CONSTRAINT "inbox_items_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "inbox_items" ADD CONSTRAINT "inbox_items_message_id_notification_messages_id_fk" FOREIGN KEY ("message_id") REFERENCES "public"."notification_messages"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notification_channels" ADD CONSTRAINT "notification_channels_owner_user_id_users_id_fk" FOREIGN KEY ("owner_user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notification_deliveries" ADD CONSTRAINT "notification_deliveries_message_id_notification_messages_id_fk" FOREIGN KEY ("message_id") REFERENCES "public"."notification_messages"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notification_deliveries" ADD CONSTRAINT "notification_deliveries_channel_id_notification_channels_id_fk" FOREIGN KEY ("channel_id") REFERENCES "public"."notification_channels"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notification_messages" ADD CONSTRAINT "notification_messages_event_id_events_id_fk" FOREIGN KEY ("event_id") REFERENCES "public"."events"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notification_subscriptions" ADD CONSTRAINT "notification_subscriptions_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notification_subscriptions" ADD CONSTRAINT "notification_subscriptions_channel_id_notification_channels_id_fk" FOREIGN KEY ("channel_id") REFERENCES "public"."notification_channels"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notification_subscriptions" ADD CONSTRAINT "notification_subscriptions_service_id_services_id_fk" FOREIGN KEY ("service_id") REFERENCES "public"."services"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notification_subscriptions" ADD CONSTRAINT "notification_subscriptions_environment_id_environments_id_fk" FOREIGN KEY ("environment_id") REFERENCES "public"."environments"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "inbox_items_once_idx" ON "inbox_items" USING btree ("user_id","message_id");--> statement-breakpoint
CREATE INDEX "inbox_items_user_idx" ON "inbox_items" USING btree ("user_id","id" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "inbox_items_message_idx" ON "inbox_items" USING btree ("message_id");--> statement-breakpoint
CREATE INDEX "inbox_items_unread_idx" ON "inbox_items" USING btree ("user_id") WHERE "inbox_items"."read_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "notification_channels_name_idx" ON "notification_channels" USING btree (coalesce("owner_user_id", ''),lower("name"));--> statement-breakpoint
CREATE INDEX "notification_channels_owner_idx" ON "notification_channels" USING btree ("owner_user_id");--> statement-breakpoint
CREATE UNIQUE INDEX "notification_deliveries_once_idx" ON "notification_deliveries" USING btree ("message_id","channel_id");--> statement-breakpoint
CREATE INDEX "notification_deliveries_channel_idx" ON "notification_deliveries" USING btree ("channel_id","id" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "notification_deliveries_pending_idx" ON "notification_deliveries" USING btree ("channel_id","id") WHERE "notification_deliveries"."status" = 'pending';--> statement-breakpoint
CREATE INDEX "notification_deliveries_dead_idx" ON "notification_deliveries" USING btree ("channel_id","id") WHERE "notification_deliveries"."status" = 'dead';--> statement-breakpoint
CREATE INDEX "notification_deliveries_due_idx" ON "notification_deliveries" USING btree ("next_attempt_at") WHERE "notification_deliveries"."status" = 'pending';--> statement-breakpoint
CREATE UNIQUE INDEX "notification_messages_event_idx" ON "notification_messages" USING btree ("event_id");--> statement-breakpoint
CREATE INDEX "notification_messages_created_idx" ON "notification_messages" USING btree ("created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "notification_subscriptions_wish_idx" ON "notification_subscriptions" USING btree ("kind",coalesce("user_id", ''),coalesce("channel_id", ''),coalesce("service_id", ''),coalesce("environment_id", ''));--> statement-breakpoint
CREATE INDEX "notification_subscriptions_user_idx" ON "notification_subscriptions" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "notification_subscriptions_channel_idx" ON "notification_subscriptions" USING btree ("channel_id");--> statement-breakpoint
CREATE INDEX "events_untold_idx" ON "events" USING btree ("id") WHERE "events"."told_at" is null;--> statement-breakpoint
-- Everybody is told what only concerns them until they choose otherwise. A trigger, because people are added by a part
-- of the portal that knows nothing of notifications.
CREATE FUNCTION "people_default_subscriptions"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO notification_subscriptions (id, user_id, kind, scope)
  SELECT 'sub_0000000000' || substr(md5(NEW.id || kind), 1, 16), NEW.id, kind, 'mine'
  FROM unnest(ARRAY['approval_requested', 'deployment_failed', 'rolled_back', 'channel_failed']) AS kind;
  RETURN NULL;
END $$;--> statement-breakpoint
CREATE TRIGGER "people_default_subscriptions" AFTER INSERT ON "users"
  FOR EACH ROW EXECUTE FUNCTION "people_default_subscriptions"();--> statement-breakpoint
INSERT INTO notification_subscriptions (id, user_id, kind, scope)
  SELECT 'sub_0000000000' || substr(md5(users.id || kind), 1, 16), users.id, kind, 'mine'
  FROM users, unnest(ARRAY['approval_requested', 'deployment_failed', 'rolled_back', 'channel_failed']) AS kind;
