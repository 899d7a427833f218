import type { ReactNode } from "react";

import { Instant } from "@/components/time/instant";
import { DiffList } from "@/components/ui/diff-list";
import { Facts } from "@/components/ui/facts";
import type { AuditEntryView } from "@/lib/audit/contract";

import { changesOf } from "./changes-of";

/** What an entry proves: the change key by key, and where it came from. */
export function EntryDetail({ entry, children }: { entry: AuditEntryView; children: ReactNode }) {
  const changes = changesOf(entry.before, entry.after);
  return (
    <div className="flex flex-col gap-4 border-t bg-surface-2 px-4 py-3">
      {changes.length > 0 && <DiffList label={`What ${entry.action} changed`} entries={changes} />}
      <Facts
        label="Circumstances"
        facts={[
          { label: "At", value: <Instant at={entry.at} /> },
          { label: "Actor", value: <code className="code">{entry.actor}</code> },
          { label: "Subject", value: <code className="code">{entry.subject}</code> },
          { label: "Address", value: entry.ip ?? "none" },
          { label: "Request", value: <code className="code">{entry.requestId}</code> },
          { label: "Entry", value: <code className="code">{entry.id}</code> },
        ]}
      />
      <p className="flex flex-wrap gap-x-4 gap-y-1">{children}</p>
    </div>
  );
}
