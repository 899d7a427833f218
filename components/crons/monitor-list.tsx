"use client";

import type { ReactNode } from "react";

import { LiveList } from "@/components/news/live-list";
import { type MonitorFilter, monitorsQuery } from "@/lib/crons/query-options";

import { MonitorTable } from "./monitor-table";

type MonitorListProps = {
  service: { id: string; name: string };
  filter?: MonitorFilter;
  limit?: number;
  /** What stands where there are none. */
  empty: ReactNode;
};

/** Cron monitors of a service, those that need somebody first. */
export function MonitorList({ service, filter = {}, limit = 50, empty }: MonitorListProps) {
  return (
    <LiveList query={monitorsQuery(service.id, filter, limit)} noun="cron monitors" next="more" empty={empty}>
      {(monitors) => <MonitorTable monitors={monitors} serviceName={service.name} />}
    </LiveList>
  );
}
