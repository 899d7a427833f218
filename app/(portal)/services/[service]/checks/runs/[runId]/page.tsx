import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { Metadata } from "next";
import { notFound } from "next/navigation";

import { CheckRunDetail } from "@/components/checks/check-run-detail";
import { getServiceView } from "@/lib/catalog";
import { getCheckRun } from "@/lib/checks";
import { checkRunQuery } from "@/lib/checks/query-options";
import { pageContext } from "@/lib/core/request";

import { orNotFound } from "../../../../../or-not-found";

export const metadata: Metadata = { title: "Check run" };

/** What one run expected and found. */
export default async function CheckRunPage({ params }: PageProps<"/services/[service]/checks/runs/[runId]">) {
  const { service: named, runId } = await params;
  const ctx = await pageContext();
  const [service, run] = await Promise.all([
    orNotFound(getServiceView(ctx, named)),
    orNotFound(getCheckRun(ctx, runId)),
  ]);
  if (run.serviceId !== service.id) notFound();
  const queries = new QueryClient();
  await queries.fetchQuery({ ...checkRunQuery(runId), queryFn: () => run });
  return (
    <HydrationBoundary state={dehydrate(queries)}>
      <CheckRunDetail runId={runId} />
    </HydrationBoundary>
  );
}
