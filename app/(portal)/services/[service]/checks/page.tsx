import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { Metadata } from "next";

import { can } from "@/lib/auth";
import { getServiceView, listEnvironments } from "@/lib/catalog";
import { getChecks, listCheckRuns } from "@/lib/checks";
import { checkRunsQuery, checksQuery } from "@/lib/checks/query-options";
import { pageContext } from "@/lib/core/request";

import { orNotFound } from "../../../or-not-found";
import { CheckRuns } from "./_components/check-runs";
import { DeclaredChecks } from "./_components/declared-checks";

export const metadata: Metadata = { title: "Checks" };

/** What is checked, where, and does it hold? */
export default async function ChecksPage({ params }: PageProps<"/services/[service]/checks">) {
  const ctx = await pageContext();
  const { id, name } = await orNotFound(getServiceView(ctx, (await params).service));
  const queries = new QueryClient();
  const [environments] = await Promise.all([
    listEnvironments(ctx),
    queries.fetchQuery({ ...checksQuery(id), queryFn: () => getChecks(ctx, id) }),
    queries.fetchInfiniteQuery({
      ...checkRunsQuery(id),
      queryFn: () => listCheckRuns(ctx, { serviceId: id, limit: 20 }),
    }),
  ]);
  const runIn = environments
    .filter(({ deployRole }) => can(ctx.actor, "check.run", { leastRole: deployRole }))
    .map((environment) => environment.name);

  return (
    <HydrationBoundary state={dehydrate(queries)}>
      <DeclaredChecks service={{ id, name }} runIn={runIn} mayEdit={can(ctx.actor, "check.edit")} />
      <CheckRuns service={{ id, name }} />
    </HydrationBoundary>
  );
}
