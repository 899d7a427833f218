import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";

import { Breadcrumbs } from "@/components/shell/breadcrumbs";
import { Page } from "@/components/ui/page";
import { can } from "@/lib/auth";
import { pageContext } from "@/lib/core/request";
import { getHome } from "@/lib/delivery";
import { homeQuery } from "@/lib/delivery/query-options";
import { listIssues } from "@/lib/errors";

import { Home } from "./_components/home";
import { newErrorsInput, newErrorsQuery } from "./_components/new-errors-query";
import { prefetchFreezes } from "./prefetch-freezes";
import { textIn, type SearchParams } from "./search-in";

/** `?attention=all`: more than anybody reads, and a bound all the same. */
const ALL_ATTENTION = 200;

/** What needs me, what can go on, what runs, what shipped? */
export default async function HomePage({ searchParams }: { searchParams: SearchParams }) {
  const ctx = await pageContext();
  const attention = (await textIn(searchParams, "attention")) === "all" ? ALL_ATTENTION : undefined;
  const queries = new QueryClient();
  await Promise.all([
    queries.fetchQuery({
      ...homeQuery(attention),
      queryFn: () => getHome(ctx, attention ? { attention } : {}),
    }),
    // The page is there without them, too: prefetching does not throw, and the browser asks again.
    queries.prefetchInfiniteQuery({ ...newErrorsQuery, queryFn: () => listIssues(ctx, newErrorsInput) }),
    prefetchFreezes(ctx, queries),
  ]);

  return (
    <Page>
      <Breadcrumbs crumbs={[{ label: "Home" }]} />
      <HydrationBoundary state={dehydrate(queries)}>
        <Home mayAddService={can(ctx.actor, "service.create")} attention={attention} />
      </HydrationBoundary>
    </Page>
  );
}
