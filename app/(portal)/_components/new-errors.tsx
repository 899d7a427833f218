"use client";

import { useInfiniteQuery } from "@tanstack/react-query";

import { IssueTable } from "@/components/errors/issue-table";
import { Panel } from "@/components/ui/panel";
import { Section } from "@/components/ui/section";
import { TextLink } from "@/components/ui/text-link";

import { newErrorsQuery } from "./new-errors-query";

/** What the releases that serve now brought with them; nothing while that is nothing. */
export function NewErrors() {
  const { data } = useInfiniteQuery(newErrorsQuery);
  const issues = data?.pages[0]?.items ?? [];
  if (issues.length === 0) return null;
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
