import { RelativeTime } from "@/components/time/relative-time";
import { Person } from "@/components/ui/person";
import { TextLink } from "@/components/ui/text-link";
import type { AuditEntryView } from "@/lib/audit/contract";
import { searchOf } from "@/lib/core/fetch-view";

import { EntryDetail } from "./entry-detail";
import { subjectPath } from "./subject-path";

type AuditListProps = {
  entries: AuditEntryView[];
  /** The filters that are set; a click on an actor or a subject adds to them. */
  search: Record<string, string | null>;
};

/** One line per entry; it unfolds to what changed, without JavaScript. */
export function AuditList({ entries, search }: AuditListProps) {
  const narrow = (part: Record<string, string>) => `/audit${searchOf({ ...search, ...part })}`;
  return (
    <ol aria-label="Audit trail" className="divide-y divide-border">
      {entries.map((entry) => (
        <li key={entry.id} data-list-item>
          <details className="group">
            <summary
              data-list-link
              className="flex min-h-10 cursor-pointer list-none flex-wrap items-center gap-x-3 gap-y-1 px-4 py-1.5 group-open:bg-surface-2 hover:bg-surface-2 focus-visible:outline-offset-[-2px]"
            >
              <Person name={entry.actorName} className="w-40 shrink-0" />
              <code className="code w-48 shrink-0 max-sm:w-auto">{entry.action}</code>
              <span className="min-w-0 flex-1 basis-40 [overflow-wrap:anywhere]">
                {entry.subjectName || entry.subject}
              </span>
              <RelativeTime at={entry.at} className="text-fg-muted whitespace-nowrap" />
            </summary>
            <EntryDetail entry={entry}>
              <TextLink to={narrow({ actor: entry.actor })}>All by {entry.actorName}</TextLink>
              <TextLink to={narrow({ subject: entry.subject })}>
                All to {entry.subjectName || entry.subject}
              </TextLink>
              {subjectPath(entry) && (
                <TextLink to={subjectPath(entry) ?? "/"}>Open {entry.subjectName || entry.subject}</TextLink>
              )}
            </EntryDetail>
          </details>
        </li>
      ))}
    </ol>
  );
}
