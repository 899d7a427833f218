import { tagged } from "@/components/delivery/release-name";
import { RelativeTime } from "@/components/time/relative-time";
import { Panel } from "@/components/ui/panel";
import { ReleaseTag } from "@/components/ui/release-tag";
import type { IssueView } from "@/lib/errors/contract";

/** In which releases and environments it was seen, and how often. */
export function SeenIn({ issue }: { issue: IssueView }) {
  return (
    <Panel title="Releases and environments" flush>
      <ul className="divide-y divide-border">
        {issue.seenIn.map(({ release, environment, count, lastAt }) => (
          <li
            key={`${release?.id ?? ""} ${environment}`}
            className="flex flex-wrap items-baseline justify-between gap-x-3 px-4 py-2"
          >
            <span>
              {release ? (
                <ReleaseTag
                  release={tagged(release)}
                  to={`/services/${issue.serviceName}/releases/${release.id}`}
                />
              ) : (
                <span className="text-fg-muted">Release not known</span>
              )}{" "}
              <span className="text-fg-muted">in {environment}</span>
            </span>
            <span className="text-xs text-fg-muted tabular-nums">
              {count.toLocaleString("en")} · <RelativeTime at={lastAt} />
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
