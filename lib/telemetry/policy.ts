import type { Actor } from "@/lib/core/context";
import { grant } from "@/lib/core/permit";

/** What gateways count is written by the machinery alone: nobody may tell of requests that there never were. */
export const demandMachinery = (actor: Actor): void =>
  void grant(actor, "read", actor.type === "job", "Only gateways say what they counted.");
