import { fingerprint } from "@/lib/core/secret-box";

import type { ErrorEvent } from "../contract/event";

/**
 * Tells people apart without saying who they are: keyed, because addresses and numbers are quickly guessed. The same
 * person is another one in another service, and another one again after the secret of the installation was rotated.
 */
export const personOf = (serviceId: string, name: string): Buffer =>
  Buffer.from(fingerprint(`${serviceId}\n${name}`), "base64url").subarray(0, 12);

export const personIn = (serviceId: string, { user }: ErrorEvent): Buffer | undefined => {
  const name = user?.id ?? user?.email ?? user?.name ?? user?.ip;
  return name ? personOf(serviceId, name) : undefined;
};
