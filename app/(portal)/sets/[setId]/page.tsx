import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { Metadata } from "next";
import { cache } from "react";

import { mayDeployTo, whyNotDeployTo } from "@/components/delivery/access";
import { Breadcrumbs } from "@/components/shell/breadcrumbs";
import { Page } from "@/components/ui/page";
import { listEnvironments } from "@/lib/catalog";
import { pageContext } from "@/lib/core/request";
import { getReleaseSet } from "@/lib/delivery";
import { releaseSetQuery } from "@/lib/delivery/query-options";

import { deliveryAccess } from "../../delivery-access";
import { orNotFound } from "../../or-not-found";
import { setTitle } from "../set-words";
import { ReleaseSetDetail } from "./_components/release-set-detail";

type SetPageProps = PageProps<"/sets/[setId]">;

const readSet = cache(async (id: string) => orNotFound(getReleaseSet(await pageContext(), id)));

export async function generateMetadata({ params }: SetPageProps): Promise<Metadata> {
  return { title: setTitle(await readSet((await params).setId)) };
}

/** How far is it, and if it does not go on, why? */
export default async function ReleaseSetPage({ params }: SetPageProps) {
  const set = await readSet((await params).setId);
  const ctx = await pageContext();
  const queries = new QueryClient();
  await queries.fetchQuery({ ...releaseSetQuery(set.id), queryFn: () => set });
  const access = deliveryAccess(ctx, await listEnvironments(ctx));
  return (
    <Page>
      <Breadcrumbs crumbs={[{ label: "Release sets", to: "/sets" }, { label: setTitle(set) }]} />
      <HydrationBoundary state={dehydrate(queries)}>
        <ReleaseSetDetail
          setId={set.id}
          mayDeploy={mayDeployTo(access, set.to)}
          whyNot={whyNotDeployTo(access, set.to)}
        />
      </HydrationBoundary>
    </Page>
  );
}
