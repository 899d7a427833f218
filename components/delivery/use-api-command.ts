"use client";

import { useSyncExternalStore } from "react";

/** A request to the token API as a command for a terminal or CI. */
export function useApiCommand(path: string, body: Record<string, unknown>): string {
  const origin = useSyncExternalStore(neverChanges, here, nowhere);
  return [
    `curl -X POST ${origin}/api/v1${path}`,
    '-H "Authorization: Bearer $SLIPWAY_TOKEN"',
    '-H "Idempotency-Key: $(uuidgen)"',
    '-H "Content-Type: application/json"',
    `-d '${quotable(JSON.stringify(body))}'`,
  ].join(" ");
}

/** Safe inside single quotes of a shell. */
const quotable = (text: string) => text.replaceAll("'", String.raw`'\''`);

const neverChanges = () => () => {};
const here = () => window.location.origin;
const nowhere = () => "";
