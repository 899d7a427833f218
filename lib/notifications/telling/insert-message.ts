import "server-only";
import { sql } from "drizzle-orm";

import type { Tx } from "@/db/client";
import { inboxItems, notificationDeliveries, notificationMessages } from "@/db/schema";
import { required } from "@/lib/core/errors";
import type { Consequences } from "@/lib/core/publish";

import { topics, type MessageContent } from "../contract";
import { deliverJob } from "../jobs";
import { GIVES_UP_AFTER_MS } from "../sending/retry";
import type { Receivers } from "./receivers";

type NewMessage = Pick<typeof notificationMessages.$inferInsert, "eventId" | "kind"> & {
  content: MessageContent;
};

/** Writes a message with what has to follow, into the caller's transaction. */
export async function insertMessage(
  tx: Tx,
  message: NewMessage,
  { userIds, channelIds }: Receivers,
): Promise<Required<Pick<Consequences, "jobs" | "topics">>> {
  const [row] = await tx
    .insert(notificationMessages)
    .values(message)
    .returning({ id: notificationMessages.id });
  const { id: messageId } = required(row, "the message");
  if (userIds.length > 0) {
    await tx
      .insert(inboxItems)
      .values(userIds.map((userId) => ({ userId, messageId })))
      .onConflictDoNothing();
  }
  const givesUpAt = sql`now() + ${`${GIVES_UP_AFTER_MS} milliseconds`}::interval`;
  const deliveries =
    channelIds.length > 0
      ? await tx
          .insert(notificationDeliveries)
          .values(channelIds.map((channelId) => ({ channelId, messageId, givesUpAt })))
          .onConflictDoNothing()
          .returning({ id: notificationDeliveries.id })
      : [];
  return {
    jobs: deliveries.map(({ id }) => deliverJob(id)),
    topics: [...userIds.map(topics.inbox), ...channelIds.map(topics.channel)],
  };
}
