import { QueryClient } from "@tanstack/react-query";

import type { loadTrafficSearch } from "@/components/telemetry/traffic-search";
import type { Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { getRed, listOperations } from "@/lib/telemetry";
import { operationsQuery, redQuery } from "@/lib/telemetry/query-options";

type Search = Awaited<ReturnType<typeof loadTrafficSearch>>;

/** What was measured of a service, for the browser to begin with. An environment that is none is said there. */
export async function prefetchTraffic(
  ctx: Context,
  serviceId: string,
  { environment, range }: Search,
  what: readonly ("red" | "operations")[],
): Promise<QueryClient> {
  const queries = new QueryClient();
  const choice = { environment: environment ?? undefined, range: range ?? undefined };
  const reads = {
    red: () =>
      queries.fetchQuery({ ...redQuery(serviceId, choice), queryFn: () => getRed(ctx, serviceId, choice) }),
    operations: () =>
      queries.fetchQuery({
        ...operationsQuery(serviceId, choice),
        queryFn: () => listOperations(ctx, serviceId, choice),
      }),
  };
  await Promise.all(
    what.map(async (each) => {
      try {
        await reads[each]();
      } catch (error) {
        if (!(error instanceof DomainError && error.code === "not_found")) throw error;
      }
    }),
  );
  return queries;
}
