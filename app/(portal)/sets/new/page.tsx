import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { Metadata } from "next";

import { Breadcrumbs } from "@/components/shell/breadcrumbs";
import { Page } from "@/components/ui/page";
import { PageHeader } from "@/components/ui/page-header";
import { listEnvironments } from "@/lib/catalog";
import { pageContext } from "@/lib/core/request";
import { listSetCandidates } from "@/lib/delivery";
import { setCandidatesQuery } from "@/lib/delivery/query-options";

import { deliveryAccess } from "../../delivery-access";
import { textIn } from "../../search-in";
import { NewReleaseSet } from "./_components/new-release-set";

export const metadata: Metadata = { title: "Promote several services" };

/** What can go together, in which order, and may I? */
export default async function NewReleaseSetPage({ searchParams }: PageProps<"/sets/new">) {
  const [ctx, wantedFrom, wantedTo] = await Promise.all([
    pageContext(),
    textIn(searchParams, "from"),
    textIn(searchParams, "to"),
  ]);
  const environments = await listEnvironments(ctx);
  const names = environments.map(({ name }) => name);
  // By default the last step, where several services most often have to go together.
  const to = names.includes(wantedTo) ? wantedTo : (names.at(-1) ?? "");
  const from = names.includes(wantedFrom) ? wantedFrom : (names[names.indexOf(to) - 1] ?? names[0] ?? "");
  const queries = new QueryClient();
  await queries.fetchQuery({
    ...setCandidatesQuery({ from, to }),
    queryFn: async () => ({ items: await listSetCandidates(ctx, { from, to }) }),
  });
  return (
    <Page>
      <Breadcrumbs crumbs={[{ label: "Release sets", to: "/sets" }, { label: "Promote several services" }]} />
      <PageHeader
        title="Promote several services"
        answer="They go in the order of their dependencies. Where one fails, nothing that comes after it begins."
      />
      <HydrationBoundary state={dehydrate(queries)}>
        <NewReleaseSet
          environments={names}
          initial={{ from, to }}
          access={deliveryAccess(ctx, environments)}
        />
      </HydrationBoundary>
    </Page>
  );
}
