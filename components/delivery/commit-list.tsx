import { RelativeTime } from "@/components/time/relative-time";
import type { CommitView } from "@/lib/delivery/contract";

const SHOWN_AT_ONCE = 5;

type CommitListProps = {
  title: string;
  commits: readonly CommitView[];
  /** How many there are, when only the newest are listed. */
  count?: number;
};

/** Commits, newest first; a long list opens on request. */
export function CommitList({ title, commits, count = commits.length }: CommitListProps) {
  if (commits.length === 0) return null;
  const rest = commits.slice(SHOWN_AT_ONCE);
  return (
    <section>
      <h3 className="mb-1.5 font-medium">{title}</h3>
      <div className="overflow-hidden rounded-md border">
        <CommitRows commits={commits.slice(0, SHOWN_AT_ONCE)} />
        {rest.length > 0 && (
          <details className="border-t">
            <summary className="px-3 py-1.5 text-fg-muted hover:bg-surface-2">
              {rest.length} more{count > commits.length && ` of ${count.toLocaleString("en")}`}
            </summary>
            <div className="border-t">
              <CommitRows commits={rest} />
            </div>
          </details>
        )}
      </div>
    </section>
  );
}

function CommitRows({ commits }: { commits: readonly CommitView[] }) {
  return (
    <ul className="divide-y divide-border">
      {commits.map(({ sha, subject, authorName, authoredAt }) => (
        <li key={sha} className="flex flex-wrap items-baseline gap-x-2 px-3 py-1.5">
          <code className="code text-fg-muted">{sha.slice(0, 7)}</code>
          <span className="min-w-0 flex-1 basis-40 [overflow-wrap:anywhere]">{subject}</span>
          <span className="text-xs text-fg-muted">
            {authorName}, <RelativeTime at={authoredAt} />
          </span>
        </li>
      ))}
    </ul>
  );
}
