import { createHash } from "node:crypto";

import type { ErrorEvent } from "../contract/event";

/** Tells people apart without saying who they are; the same person is another one in another service. */
export const personOf = (serviceId: string, name: string): Buffer =>
  createHash("sha256").update(`${serviceId}\n${name}`).digest().subarray(0, 12);

export const personIn = (serviceId: string, { user }: ErrorEvent): Buffer | undefined => {
  const name = user?.id ?? user?.email ?? user?.name ?? user?.ip;
  return name ? personOf(serviceId, name) : undefined;
};
