import { CHANNEL_KINDS, type ChannelKind } from "@/db/enums";
import type { ChannelView } from "@/lib/notifications/contract";

type Words = { name: string; hint: string; addressLabel: string };

/** What each kind of channel is called, and what a person has to do on the other side. */
export const CHANNEL_WORDS: Record<ChannelKind, Words> = {
  email: { name: "E-mail", hint: "Sent by the mail server of this installation.", addressLabel: "Addresses" },
  slack: {
    name: "Slack",
    hint: "The address of an incoming webhook of Slack, Mattermost or Rocket.Chat.",
    addressLabel: "Webhook address",
  },
  teams: {
    name: "Microsoft Teams",
    hint: "The address of the workflow “Post to a channel when a webhook request is received”.",
    addressLabel: "Webhook address",
  },
  webhook: {
    name: "Webhook",
    hint: "A program of yours that takes signed JSON.",
    addressLabel: "Address",
  },
};
export const CHANNEL_CHOICES = CHANNEL_KINDS.map((kind) => ({ kind, ...CHANNEL_WORDS[kind] }));

/** Whom a channel belongs to. */
export const ownerName = ({ owner, team }: ChannelView): string =>
  owner === "person" ? "You" : (team?.name ?? "The installation");

/** Whether a channel works, in one line. */
export function stateOf(channel: ChannelView): { tone: "ok" | "warn" | "fail" | "unknown"; words: string } {
  const { problem, deadCount, pendingCount, lastError, lastDeliveredAt } = channel;
  if (problem) return { tone: "warn", words: "Cannot send" };
  if (deadCount > 0) return { tone: "fail", words: `${deadCount} given up` };
  if (lastError) return { tone: "warn", words: "Trying again" };
  if (pendingCount > 0) return { tone: "unknown", words: `${pendingCount} waiting` };
  return lastDeliveredAt ? { tone: "ok", words: "Works" } : { tone: "unknown", words: "Nothing sent yet" };
}
