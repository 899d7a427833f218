import type { Actor } from "@/lib/core/context";
import { permit } from "@/lib/core/permit";

type Verb =
  | "assigned"
  | "resolved"
  | "ignored"
  | "reopened"
  | "merged"
  | "split"
  | "pinned"
  | "unpinned"
  | "undone";

export const permitTriage = (actor: Actor, verb: Verb) =>
  permit(actor, "error.edit", { action: `error_issue.${verb}` });
