CREATE TABLE "source_map_chunks" (
	"checksum" text PRIMARY KEY NOT NULL,
	"body" "bytea" NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "source_map_files" (
	"hash" text PRIMARY KEY NOT NULL,
	"size_bytes" integer NOT NULL,
	"body" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "source_maps" (
	"id" text PRIMARY KEY NOT NULL,
	"service_id" text NOT NULL,
	"debug_id" text NOT NULL,
	"hash" text NOT NULL,
	"seen_on" date NOT NULL
);
--> statement-breakpoint
ALTER TABLE "source_maps" ADD CONSTRAINT "source_maps_service_id_services_id_fk" FOREIGN KEY ("service_id") REFERENCES "public"."services"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "source_maps" ADD CONSTRAINT "source_maps_hash_source_map_files_hash_fk" FOREIGN KEY ("hash") REFERENCES "public"."source_map_files"("hash") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "source_map_chunks_time_idx" ON "source_map_chunks" USING btree ("created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "source_maps_key" ON "source_maps" USING btree ("service_id","debug_id");--> statement-breakpoint
CREATE INDEX "source_maps_hash_idx" ON "source_maps" USING btree ("hash");--> statement-breakpoint
CREATE INDEX "source_maps_seen_idx" ON "source_maps" USING btree ("seen_on");