import { CheckCircleIcon } from "@/components/icons";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";

type NoIssuesProps = {
  because?: string | undefined;
  /** Only what is open was asked for. */
  isOpen?: boolean;
  isFiltered?: boolean;
};

/** Nothing matches, and what would. */
export function NoIssues({ because, isOpen = false, isFiltered = false }: NoIssuesProps) {
  if (because || isFiltered)
    return (
      <EmptyState
        icon={CheckCircleIcon}
        title="No error issue matches"
        action={<LinkButton to="/errors?view=all">Show all</LinkButton>}
      >
        {because ?? "Another service, environment or state may have some."}
      </EmptyState>
    );
  return (
    <EmptyState
      icon={CheckCircleIcon}
      title={isOpen ? "No open error" : "No error yet"}
      action={isOpen ? <LinkButton to="/errors?view=all">Show all</LinkButton> : undefined}
    >
      What your services report with a Sentry SDK, or as an exception in a span of OpenTelemetry, stands here.
    </EmptyState>
  );
}
