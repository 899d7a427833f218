import { QueryClient } from "@tanstack/react-query";

import { logFilterOf, type LogSearch } from "@/components/logs/log-search-params";
import type { Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { searchLogs, summarizeLogs } from "@/lib/telemetry";
import { logsQuery, logSummaryQuery } from "@/lib/telemetry/query-options";

/** The first lines, for the browser to begin with. A service or an environment that is none is said there. */
export async function prefetchLogs(
  ctx: Context,
  search: LogSearch,
  serviceId: string | undefined,
): Promise<QueryClient> {
  const queries = new QueryClient();
  const filter = logFilterOf(search, serviceId);
  try {
    await Promise.all([
      queries.fetchInfiniteQuery({ ...logsQuery(filter), queryFn: () => searchLogs(ctx, filter) }),
      queries.fetchQuery({
        ...logSummaryQuery(serviceId, filter),
        queryFn: () => summarizeLogs(ctx, filter),
      }),
    ]);
  } catch (error) {
    if (!(error instanceof DomainError && error.code === "not_found")) throw error;
  }
  return queries;
}
