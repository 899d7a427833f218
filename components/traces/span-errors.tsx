import { IssueStatus } from "@/components/errors/issue-status";
import { Instant } from "@/components/time/instant";
import { TextLink } from "@/components/ui/text-link";
import type { TraceError } from "@/lib/errors/contract";

/** Errors with the issues they belong to, each opened at this very event. */
export function SpanErrors({ errors }: { errors: readonly TraceError[] }) {
  return (
    <ul className="flex flex-col gap-1">
      {errors.map(({ id, issueId, title, status, at }) => (
        <li key={id} className="min-w-0 [overflow-wrap:anywhere]">
          <TextLink to={`/errors/${issueId}?event=${id}`}>{title}</TextLink>
          <span className="flex flex-wrap gap-x-2 text-xs text-fg-muted">
            <IssueStatus status={status} />
            <Instant at={at} />
          </span>
        </li>
      ))}
    </ul>
  );
}
