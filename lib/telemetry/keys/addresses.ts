import "server-only";
import { env, portalUrl } from "@/lib/env";

import type { IntakeKeyView } from "../contract";
import type { IntakeKey } from "./intake-key";

/** @param origin where the intake is, as seen by whoever will send. */
export function addressesOf({ key, number }: IntakeKey, origin = publicOrigin()): IntakeKeyView {
  const url = new URL(origin);
  return {
    otlpEndpoint: origin,
    otlpHeaders: `authorization=Bearer%20${key}`,
    sentryDsn: `${url.protocol}//${key}@${url.host}/${number}`,
  };
}

/** At the portal's host, for people; a reverse proxy in front of the portal has to pass this port on as well. */
function publicOrigin(): string {
  return `http://${new URL(portalUrl()).hostname}:${env().SLIPWAY_OTLP_PORT}`;
}

/** For processes on this machine. */
export const localOrigin = (): string => `http://127.0.0.1:${env().SLIPWAY_OTLP_PORT}`;
