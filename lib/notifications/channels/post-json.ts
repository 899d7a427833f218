import "server-only";
import { OutgoingFailed, OutgoingRefused, sendOutgoing } from "@/lib/core/outgoing";

import { hopeOf, retryAfterMs } from "../sending/retry";
import type { Parcel, SendResult } from "./sender";

const LONGEST_ANSWER = 200;

/** Posts a body to the address of a webhook and says how it went. */
export async function postJson(
  { address, deliveryId }: Parcel,
  body: string,
  headers: Record<string, string> = {},
): Promise<SendResult> {
  if (!address) return { ok: false, hope: "never", status: null, error: "The channel has no address." };
  try {
    const {
      status,
      headers: received,
      text,
    } = await sendOutgoing(address.url, {
      headers: {
        "content-type": "application/json; charset=utf-8",
        "user-agent": "Slipway",
        "slipway-delivery": deliveryId,
        ...headers,
      },
      body,
    });
    if (status >= 200 && status < 300) return { ok: true, status };
    const after = received["retry-after"];
    return {
      ok: false,
      hope: hopeOf(status),
      status,
      error: answerSentence(status, text),
      retryAfterMs: retryAfterMs(Array.isArray(after) ? after[0] : after, new Date()),
    };
  } catch (error) {
    if (error instanceof OutgoingRefused)
      return { ok: false, hope: "never", status: null, error: error.message };
    if (error instanceof OutgoingFailed)
      return { ok: false, hope: "later", status: null, error: error.message };
    throw error;
  }
}

function answerSentence(status: number, text: string): string {
  if (status >= 300 && status < 400) {
    return `It answered ${status}, a redirect, which is not followed. Set the address it leads to.`;
  }
  // What cannot be kept in the database has no place in a sentence either.
  const words = text
    .replaceAll(/[\p{Cc}\s]+/gu, " ")
    .trim()
    .slice(0, LONGEST_ANSWER);
  return words.isWellFormed() && words ? `It answered ${status}: ${words}` : `It answered ${status}.`;
}
