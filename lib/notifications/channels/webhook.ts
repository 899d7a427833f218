import "server-only";
import { postJson } from "./post-json";
import type { Parcel, Sender } from "./sender";
import { signatureOf } from "./signature";
import { absolute } from "./words";

/** A signed request for programs; docs/notifications.md describes it. */
export const sendToWebhook: Sender = (parcel) => {
  const body = webhookBody(parcel);
  return postJson(parcel, body, {
    "slipway-event": parcel.message.type,
    "slipway-signature": signatureOf(body, parcel.address?.secrets ?? [], new Date()),
  });
};

/** The same bytes however often it is sent. */
export function webhookBody({ deliveryId, kind, message }: Parcel): string {
  const { path, rollbackPath, entries, ...said } = message;
  return JSON.stringify({
    id: deliveryId,
    kind,
    ...said,
    url: absolute(path),
    rollbackUrl: rollbackPath && absolute(rollbackPath),
    entries: entries.map(({ path: entryPath, ...entry }) => ({ ...entry, url: absolute(entryPath) })),
  });
}
