import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { Metadata } from "next";
import { cache } from "react";

import { Breadcrumbs } from "@/components/shell/breadcrumbs";
import { Page } from "@/components/ui/page";
import { can, listPeople } from "@/lib/auth";
import { listEnvironments } from "@/lib/catalog";
import { pageContext } from "@/lib/core/request";
import { getService } from "@/lib/delivery";
import { serviceQuery } from "@/lib/delivery/query-options";
import { getIssue } from "@/lib/errors";
import { issueQuery } from "@/lib/errors/query-options";

import { deliveryAccess } from "../../delivery-access";
import { orNotFound } from "../../or-not-found";
import { IssueDetail } from "./_components/issue-detail";

/** More than fit a menu are found by assigning over the API. */
const MOST_PEOPLE = 100;

type IssuePageProps = PageProps<"/errors/[issueId]">;

const readIssue = cache(async (id: string, event?: string) =>
  orNotFound(getIssue(await pageContext(), id, event === undefined ? {} : { event })),
);

const eventOf = async ({ searchParams }: IssuePageProps) => {
  const { event } = await searchParams;
  return typeof event === "string" && event !== "" ? event : undefined;
};

export async function generateMetadata(props: IssuePageProps): Promise<Metadata> {
  return { title: (await readIssue((await props.params).issueId, await eventOf(props))).title };
}

/** What went wrong, where, since which release, and what changed before. */
export default async function IssuePage(props: IssuePageProps) {
  const { issueId } = await props.params;
  const event = await eventOf(props);
  const ctx = await pageContext();
  const queries = new QueryClient();
  const issue = await readIssue(issueId, event);
  const mayTriage = can(ctx.actor, "error.edit");
  const [people, environments] = await Promise.all([
    mayTriage ? listPeople(ctx, { limit: MOST_PEOPLE }) : undefined,
    listEnvironments(ctx),
    queries.fetchQuery({ ...issueQuery(issueId, event), queryFn: () => issue }),
    queries.prefetchQuery({
      ...serviceQuery({ id: issue.serviceId }),
      queryFn: () => getService(ctx, issue.serviceId),
    }),
  ]);
  return (
    <Page>
      <Breadcrumbs
        crumbs={[
          { label: "Errors", to: "/errors" },
          { label: issue.serviceName, to: `/errors?service=${issue.serviceName}` },
          { label: issue.title },
        ]}
      />
      <HydrationBoundary state={dehydrate(queries)}>
        <IssueDetail
          issueId={issueId}
          eventId={event}
          mayTriage={mayTriage}
          access={deliveryAccess(ctx, environments)}
          viewerId={ctx.actor.id}
          people={(people?.items ?? []).map(({ id, name, email }) => ({ id, name: name || email }))}
        />
      </HydrationBoundary>
    </Page>
  );
}
