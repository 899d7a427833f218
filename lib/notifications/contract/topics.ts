export const topics = {
  /** Heard by that person alone: `canWatch` of lib/auth. */
  inbox: (userId: string) => `inbox:${userId}` as const,
  channels: "channels",
  channel: (channelId: string) => `channel:${channelId}` as const,
  subscriptions: (userId: string) => `inbox:${userId}` as const,
};
