"use client";

import { CommandLine } from "@/components/ui/command-line";

import { useApiCommand } from "./use-api-command";

/** The same request as a command for a script or CI, beside the button that sends it. */
export function CommandForThis({ path, body }: { path: string; body: Record<string, string | boolean> }) {
  const command = useApiCommand(path, body);
  return (
    <details>
      <summary className="w-fit rounded-sm text-fg-muted hover:text-fg">As a command</summary>
      <div className="mt-2">
        <CommandLine command={command} />
      </div>
    </details>
  );
}
