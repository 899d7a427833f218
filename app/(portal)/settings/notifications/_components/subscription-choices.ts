import type { NotificationKind } from "@/db/enums";

export type Owner = "person" | "team" | "installation";

/** What a form of subscriptions offers; made on the server, so that no schemas come along. */
export type SubscriptionChoices = {
  kinds: { kind: NotificationKind; label: string; mine: string | null }[];
  environments: string[];
  channels: { id: string; name: string; owner: Owner }[];
  /** Teams whose inboxes one may tell. */
  teams: { id: string; name: string }[];
};
