"use client";

import { useSyncExternalStore } from "react";

import { CommandLine } from "@/components/ui/command-line";

/** The same request as a command for a script or CI, beside the button that sends it. */
export function CommandForThis({ path, body }: { path: string; body: Record<string, string> }) {
  const origin = useSyncExternalStore(
    neverChanges,
    () => window.location.origin,
    () => "",
  );
  const command = `curl -X POST ${origin}/api/v1${path} -H "Authorization: Bearer $SLIPWAY_TOKEN" -H "Idempotency-Key: $(uuidgen)" -H "Content-Type: application/json" -d '${quotable(JSON.stringify(body))}'`;
  return (
    <details>
      <summary className="w-fit rounded-sm text-fg-muted hover:text-fg">As a command</summary>
      <div className="mt-2">
        <CommandLine command={command} />
      </div>
    </details>
  );
}

/** Safe inside single quotes of a shell. */
const quotable = (text: string) => text.replaceAll("'", "'\\''");

const neverChanges = () => () => {};
