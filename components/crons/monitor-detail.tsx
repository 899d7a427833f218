"use client";

import { useInfiniteQuery, useSuspenseQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useState } from "react";

import { tagged } from "@/components/delivery/release-name";
import { TrashIcon } from "@/components/icons";
import { RelativeTime } from "@/components/time/relative-time";
import { Button } from "@/components/ui/button";
import { Facts } from "@/components/ui/facts";
import { LoadMore } from "@/components/ui/load-more";
import { Panel } from "@/components/ui/panel";
import { ReleaseTag } from "@/components/ui/release-tag";
import { StatusBadge } from "@/components/ui/status-badge";
import type { MonitorView } from "@/lib/crons/contract";
import { monitorQuery, runsQuery } from "@/lib/crons/query-options";

import { monitorSentence, scheduleInWords } from "./monitor-words";
import { RunBars } from "./run-bars";
import { RunTable } from "./run-table";

const RemoveDialog = dynamic(() => import("./remove-dialog"), { ssr: false });

type MonitorDetailProps = {
  service: { id: string; name: string };
  monitorId: string;
  mayRemove: boolean;
};

/** One cron monitor: how it stands, what is expected of it, and its runs; live. */
export function MonitorDetail({ service, monitorId, mayRemove }: MonitorDetailProps) {
  const { data: monitor } = useSuspenseQuery(monitorQuery(service.id, monitorId));
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(
    runsQuery(service.id, monitorId),
  );
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <header className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h2 className="min-w-0 text-lg font-semibold [overflow-wrap:anywhere]">{monitor.slug}</h2>
        <StatusBadge kind="cron" value={monitor.status} look="soft" />
        {mayRemove && (
          <Button icon={TrashIcon} className="ml-auto" onClick={() => setAsking(true)}>
            Remove…
          </Button>
        )}
        <p className="basis-full text-fg-muted">{monitorSentence(monitor)}</p>
      </header>
      <Panel>
        <Facts label="The cron monitor" facts={factsOf(monitor)} />
      </Panel>
      <Panel title="Runs" flush>
        <RunTable runs={data?.pages.flatMap(({ items }) => items) ?? []} serviceName={service.name} />
        <LoadMore
          hasMore={hasNextPage}
          loading={isFetchingNextPage}
          onLoad={() => void fetchNextPage()}
          noun="runs"
        />
      </Panel>
      {isAsking && <RemoveDialog service={service} monitor={monitor} onClose={() => setAsking(false)} />}
    </>
  );
}

const factsOf = (monitor: MonitorView) => [
  { label: "Schedule", value: scheduleInWords(monitor.schedule) },
  ...(monitor.schedule
    ? [{ label: "As it was sent", value: <code className="code">{monitor.schedule.expression}</code> }]
    : []),
  {
    label: "Next expected",
    value: monitor.nextExpectedAt ? <RelativeTime at={monitor.nextExpectedAt} /> : "Not known",
  },
  { label: "May begin later by", value: `${monitor.marginMinutes} min` },
  { label: "May take", value: `${monitor.maxRuntimeMinutes} min` },
  { label: "Last check-in", value: <RelativeTime at={monitor.lastCheckInAt} /> },
  ...(monitor.runningSince
    ? [{ label: "Runs since", value: <RelativeTime at={monitor.runningSince} form="age" /> }]
    : []),
  {
    label: "Last release",
    value: monitor.release ? <ReleaseTag release={tagged(monitor.release)} /> : "Not known",
  },
  { label: "Last runs", value: <RunBars runs={monitor.recent} /> },
];
