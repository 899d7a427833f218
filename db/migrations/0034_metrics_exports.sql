CREATE TABLE "metrics_exports" (
	"write_url" text PRIMARY KEY NOT NULL,
	"sent_until" timestamp with time zone NOT NULL,
	"held_until" timestamp with time zone NOT NULL,
	"sent_samples" bigint DEFAULT 0 NOT NULL,
	"lost_samples" bigint DEFAULT 0 NOT NULL,
	"failures" integer DEFAULT 0 NOT NULL,
	"last_error" text,
	"last_error_at" timestamp with time zone
);
