"use client";

import { useSuspenseQuery } from "@tanstack/react-query";

import type { DeliveryAccess } from "@/components/delivery/access";
import { EventDetail } from "@/components/errors/event-detail";
import { IssueActions } from "@/components/errors/issue-actions";
import { IssueActivity } from "@/components/errors/issue-activity";
import { IssueGroups } from "@/components/errors/issue-groups";
import { IssueStatus } from "@/components/errors/issue-status";
import { isOpen, issueSentence } from "@/components/errors/issue-words";
import { RollBackLinks } from "@/components/errors/roll-back-links";
import { SeenIn } from "@/components/errors/seen-in";
import { Suspect } from "@/components/errors/suspect";
import { TrendBars } from "@/components/errors/trend-bars";
import { RelativeTime } from "@/components/time/relative-time";
import { Facts } from "@/components/ui/facts";
import { Notice } from "@/components/ui/notice";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import { TextLink } from "@/components/ui/text-link";
import { issueQuery } from "@/lib/errors/query-options";

type IssueDetailProps = {
  issueId: string;
  eventId: string | undefined;
  mayTriage: boolean;
  access: DeliveryAccess;
  viewerId: string;
  people: { id: string; name: string }[];
};

/** One issue: what it is, what can be done, one of its events, and why they belong together. */
export function IssueDetail({ issueId, eventId, mayTriage, access, viewerId, people }: IssueDetailProps) {
  const { data: issue } = useSuspenseQuery(issueQuery(issueId, eventId));
  return (
    <>
      <PageHeader
        title={issue.title}
        aside={<IssueStatus status={issue.status} />}
        answer={issueSentence(issue)}
        actions={
          issue.mergedIntoId === null && (
            <>
              {isOpen(issue) && <RollBackLinks issue={issue} access={access} />}
              {mayTriage && <IssueActions issue={issue} viewerId={viewerId} people={people} />}
            </>
          )
        }
      />
      {issue.mergedIntoId && (
        <Notice title="It is part of another issue by now">
          <TextLink to={`/errors/${issue.mergedIntoId}`}>Go to that issue</TextLink>, where it can be taken
          back.
        </Notice>
      )}
      <Panel>
        <Facts
          label="The issue in figures"
          facts={[
            { label: "Events", value: issue.count.toLocaleString("en") },
            { label: "People affected", value: issue.userCount.toLocaleString("en") },
            { label: "First seen", value: <RelativeTime at={issue.firstSeenAt} /> },
            { label: "Last seen", value: <RelativeTime at={issue.lastSeenAt} /> },
            { label: "Assigned to", value: issue.assigneeName ?? "Nobody" },
            { label: "Last 24 hours", value: <TrendBars trend={issue.trend} /> },
          ]}
        />
      </Panel>
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
        <div className="flex min-w-0 flex-col gap-6">
          <EventDetail issue={issue} />
        </div>
        <div className="flex min-w-0 flex-col gap-6">
          {issue.suspect && <Suspect suspect={issue.suspect} serviceName={issue.serviceName} />}
          <SeenIn issue={issue} />
          <IssueGroups issue={issue} mayTriage={mayTriage && issue.mergedIntoId === null} />
          <IssueActivity issue={issue} />
        </div>
      </div>
    </>
  );
}
