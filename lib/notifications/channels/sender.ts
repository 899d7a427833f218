import type { NotificationKind } from "@/db/enums";

import type { MessageContent } from "../contract";
import type { Failure } from "../sending/retry";

/** What a sender gets: one message for one channel. */
export type Parcel = {
  /** The idempotency key: the same however often it is sent. */
  deliveryId: string;
  kind: NotificationKind;
  message: MessageContent;
  /** Addresses of e-mail. */
  destination: string;
  /** Of a webhook, opened. */
  address: WebhookAddress | undefined;
};
export type WebhookAddress = {
  url: string;
  /** The secrets that sign, the newest first. */
  secrets: string[];
};

export type SendResult = { ok: true; status: number | null } | ({ ok: false } & Failure);
/** The port: hands a message to the other side, and never throws because of what that side does. */
export type Sender = (parcel: Parcel) => Promise<SendResult>;
