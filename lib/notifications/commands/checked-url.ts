import "server-only";
import { DomainError } from "@/lib/core/errors";
import { OutgoingRefused, refuseOutgoing } from "@/lib/core/outgoing";

/** The address of a webhook and what may be shown of it. Throws `invalid` with the reason why nothing is sent there. */
export async function checkedUrl(url: string | undefined): Promise<{ url: string; destination: string }> {
  try {
    if (!url) throw new OutgoingRefused("Give the address of the webhook.");
    await refuseOutgoing(url);
    return { url, destination: new URL(url).host };
  } catch (error) {
    if (!(error instanceof OutgoingRefused)) throw error;
    const { message } = error;
    throw new DomainError("invalid", message, { cause: error, fields: [{ path: "url", message }] });
  }
}
