"use client";

import { useSuspenseQuery } from "@tanstack/react-query";

import { deploymentPath, releasePath } from "@/components/delivery/paths";
import { Duration } from "@/components/time/duration";
import { Elapsed } from "@/components/time/elapsed";
import { RelativeTime } from "@/components/time/relative-time";
import { EmptyState } from "@/components/ui/empty-state";
import { Facts } from "@/components/ui/facts";
import { Notice } from "@/components/ui/notice";
import { Panel } from "@/components/ui/panel";
import { StatusBadge } from "@/components/ui/status-badge";
import { TextLink } from "@/components/ui/text-link";
import type { CheckRunView } from "@/lib/checks/contract";
import { checkRunQuery } from "@/lib/checks/query-options";

import { CheckResultList } from "./check-result-list";
import { countsInWords, MOMENT_WORDS } from "./check-words";

/** Did the checks pass, and if not, what was expected and what was found? */
export function CheckRunDetail({ runId }: { runId: string }) {
  const { data: run } = useSuspenseQuery(checkRunQuery(runId));
  const missing = run.total - run.results.length;
  const isOver = run.finishedAt !== null;
  return (
    <>
      <header className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h2 className="min-w-0 text-lg font-semibold [overflow-wrap:anywhere]">
          {run.onlyCheck ?? "Checks"} in {run.environment}
        </h2>
        <StatusBadge kind="check" value={run.status} look="soft" />
        <p className="basis-full text-fg-muted">{countsInWords(run.counts)}</p>
      </header>
      {run.trouble && (
        <Notice tone="warn" title="The run was not carried out.">
          {run.trouble}
        </Notice>
      )}
      <Panel>
        <Facts label="About this run" facts={factsOf(run)} />
      </Panel>
      <Panel title="Results" flush>
        {run.results.length > 0 ? (
          <CheckResultList label="Results" results={run.results} />
        ) : (
          <EmptyState title={isOver ? "There are no results." : "The checks are on their way."}>
            {isOver ? "Nothing was checked in this run." : "Each result appears here as soon as it is known."}
          </EmptyState>
        )}
        {!isOver && missing > 0 && run.results.length > 0 && (
          <p className="border-t px-4 py-3 text-fg-muted">{missing} more on their way.</p>
        )}
      </Panel>
    </>
  );
}

function factsOf(run: CheckRunView) {
  const { releaseId, releaseNumber, deploymentId, startedAt, finishedAt } = run;
  return [
    { label: "Why", value: MOMENT_WORDS[run.moment] },
    { label: "Region", value: run.region },
    { label: "Asked by", value: run.requestedByName },
    {
      label: "Release",
      value:
        releaseId && releaseNumber !== null ? (
          <TextLink to={releasePath(run.serviceName, releaseId)}>#{releaseNumber}</TextLink>
        ) : (
          "Nothing ran there"
        ),
    },
    ...(deploymentId
      ? [
          {
            label: "Deployment",
            value: <TextLink to={deploymentPath(deploymentId)}>See the deployment</TextLink>,
          },
        ]
      : []),
    { label: "When", value: <RelativeTime at={run.createdAt} /> },
    {
      label: "Took",
      value:
        startedAt && finishedAt ? (
          <Duration ms={Date.parse(finishedAt) - Date.parse(startedAt)} />
        ) : (
          <Elapsed since={startedAt ?? run.createdAt} />
        ),
    },
  ];
}
