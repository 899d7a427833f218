import { RelativeTime } from "@/components/time/relative-time";
import { Panel } from "@/components/ui/panel";
import type { IssueView } from "@/lib/errors/contract";

const WORDS = new Map(
  Object.entries({
    assigned: "assigned it",
    resolved: "resolved it",
    ignored: "ignored it",
    reopened: "opened it again",
    merged: "merged issues",
    split: "split it",
    pinned: "pinned a group",
    unpinned: "took a pin out",
    undone: "undid a merge or a split",
  }),
);

/** Who did what with it, the newest first. */
export function IssueActivity({ issue }: { issue: IssueView }) {
  if (issue.activity.length === 0) return null;
  return (
    <Panel title="Activity" flush>
      <ol className="divide-y divide-border">
        {issue.activity.map(({ id, at, action, byName }) => (
          <li key={id} className="flex flex-wrap items-baseline justify-between gap-x-3 px-4 py-2">
            <span>
              {byName} {WORDS.get(action.split(".")[1] ?? "") ?? action}
            </span>
            <span className="text-xs text-fg-muted">
              <RelativeTime at={at} />
            </span>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
