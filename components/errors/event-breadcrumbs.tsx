import { Instant } from "@/components/time/instant";
import { Panel } from "@/components/ui/panel";
import type { ErrorEvent } from "@/lib/errors/contract";

/** What happened before, the newest first. */
export function Breadcrumbs({ crumbs }: { crumbs: ErrorEvent["breadcrumbs"] }) {
  if (crumbs.length === 0) return null;
  return (
    <Panel title="Before it" flush>
      <ol className="divide-y divide-border">
        {crumbs.toReversed().map(({ atMs, category, level, message, details }, index) => (
          <li
            // oxlint-disable-next-line react/no-array-index-key -- they have an order and nothing else
            key={index}
            className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5 px-4 py-1.5 text-sm"
          >
            <span className="w-24 text-xs text-fg-muted">{category ?? level ?? "note"}</span>
            <span className="min-w-0 flex-1 basis-48 [overflow-wrap:anywhere]">
              {message ?? (details ? JSON.stringify(details) : "")}
            </span>
            {atMs !== null && (
              <span className="text-xs text-fg-muted">
                <Instant at={new Date(atMs).toISOString()} />
              </span>
            )}
          </li>
        ))}
      </ol>
    </Panel>
  );
}
