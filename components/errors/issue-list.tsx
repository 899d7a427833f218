"use client";

import type { ReactNode } from "react";

import { LiveList } from "@/components/news/live-list";
import { type IssueFilter, issuesQuery } from "@/lib/errors/query-options";

import { IssueTable } from "./issue-table";

type IssueListProps = {
  filter: IssueFilter;
  limit?: number;
  withService?: boolean;
  /** What stands where nothing matches. */
  empty: ReactNode;
};

/** Error issues under a filter, those that were seen last first. */
export function IssueList({ filter, limit = 50, withService = true, empty }: IssueListProps) {
  return (
    <LiveList query={issuesQuery(filter, limit)} noun="error issues" empty={empty}>
      {(issues) => <IssueTable issues={issues} withService={withService} />}
    </LiveList>
  );
}
