ALTER TABLE "services" ADD COLUMN "newest_release_number" integer;--> statement-breakpoint
ALTER TABLE "placements" ADD COLUMN "release_number" integer;--> statement-breakpoint
-- Triggers and not the writers keep both, so that no writer can forget one and the version before this one stays right.
CREATE FUNCTION "placements_release_number"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.release_number := (SELECT number FROM releases WHERE id = NEW.release_id);
  RETURN NEW;
END $$;--> statement-breakpoint
CREATE TRIGGER "placements_release_number" BEFORE INSERT OR UPDATE OF "release_id" ON "placements"
  FOR EACH ROW EXECUTE FUNCTION "placements_release_number"();--> statement-breakpoint
-- A release that was built stays built, so the number only grows, also when two builds of a service end at once.
CREATE FUNCTION "services_newest_release"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE services SET newest_release_number = NEW.number
  WHERE id = NEW.service_id AND coalesce(newest_release_number, 0) < NEW.number;
  RETURN NULL;
END $$;--> statement-breakpoint
CREATE TRIGGER "services_newest_release" AFTER INSERT OR UPDATE OF "status" ON "releases"
  FOR EACH ROW WHEN (NEW.status = 'ready') EXECUTE FUNCTION "services_newest_release"();--> statement-breakpoint
UPDATE "placements" SET "release_number" = (SELECT "number" FROM "releases" WHERE "id" = "placements"."release_id")
  WHERE "release_id" IS NOT NULL;--> statement-breakpoint
UPDATE "services" SET "newest_release_number" =
  (SELECT max("number") FROM "releases" WHERE "service_id" = "services"."id" AND "status" = 'ready');
