import "server-only";
import { z } from "zod";

import { seal, SealBroken, unseal } from "@/lib/core/secret-box";

import type { WebhookAddress } from "./sender";

/** What nobody may read: the address of a webhook is a secret of its own, as Slack's are. */
const Sealed = z.object({
  url: z.string(),
  secret: z.string().optional(),
  previousSecret: z.string().optional(),
  previousUntil: z.iso.datetime().optional(),
});
export type Sealed = z.infer<typeof Sealed>;

export const placeOf = (channelId: string) => `channel:${channelId}`;

export const sealSettings = (channelId: string, settings: Sealed): string =>
  seal(JSON.stringify(settings), placeOf(channelId));

/** Throws SealBroken when this installation's secret does not open it. */
export const openSettings = (channelId: string, sealed: string): Sealed =>
  Sealed.parse(JSON.parse(unseal(sealed, placeOf(channelId))));

/** The same, and undefined when it cannot be opened any more, or when there is nothing to open. */
export function findSettings(channelId: string, sealed: string | null): Sealed | undefined {
  if (sealed === null) return undefined;
  try {
    return openSettings(channelId, sealed);
  } catch (error) {
    if (error instanceof SealBroken) return undefined;
    throw error;
  }
}

/** The address and the secrets that sign at that time; undefined when it cannot be opened any more. */
export function addressOf(channelId: string, sealed: string, now: Date): WebhookAddress | undefined {
  const settings = findSettings(channelId, sealed);
  if (!settings) return undefined;
  const { url, secret, previousSecret, previousUntil } = settings;
  const stillValid = previousSecret && previousUntil && new Date(previousUntil) > now;
  return {
    url,
    secrets: [secret, stillValid ? previousSecret : undefined].filter((one) => one !== undefined),
  };
}
