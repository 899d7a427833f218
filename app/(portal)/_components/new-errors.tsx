import { IssueTable } from "@/components/errors/issue-table";
import { Panel } from "@/components/ui/panel";
import { Section } from "@/components/ui/section";
import { TextLink } from "@/components/ui/text-link";
import type { IssueRow } from "@/lib/errors/contract";

/** What the releases that serve now brought with them. */
export function NewErrors({ issues }: { issues: readonly IssueRow[] }) {
  return (
    <Section
      title="New errors"
      description="Open, and not seen before a release that serves now"
      actions={<TextLink to="/errors">All errors</TextLink>}
    >
      <Panel flush>
        <IssueTable issues={issues} />
      </Panel>
    </Section>
  );
}
