import type { NotificationKind } from "@/db/enums";

/** What a form of subscriptions offers; made on the server, so that no schemas come along. */
export type SubscriptionChoices = {
  kinds: { kind: NotificationKind; label: string; mine: string | null }[];
  environments: string[];
  channels: { id: string; name: string; owner: "person" | "installation" }[];
};
