import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { Metadata } from "next";

import { Breadcrumbs } from "@/components/shell/breadcrumbs";
import { FilterBar } from "@/components/ui/filter-bar";
import { LinkButton } from "@/components/ui/link-button";
import { Page } from "@/components/ui/page";
import { PageHeader } from "@/components/ui/page-header";
import { UrlState } from "@/components/ui/url-state";
import { NOTIFICATION_KINDS } from "@/db/enums";
import { pageContext } from "@/lib/core/request";
import { listInbox } from "@/lib/notifications";
import { KINDS } from "@/lib/notifications/contract";
import { inboxQuery } from "@/lib/notifications/query-options";

import { InboxList } from "./_components/inbox-list";
import { filterOf, loadInboxSearch } from "./search-params";

export const metadata: Metadata = { title: "Inbox" };

/** What one was told: what needs somebody, and what came of it. */
export default async function InboxPage({ searchParams }: PageProps<"/inbox">) {
  const filter = filterOf(await loadInboxSearch(searchParams));
  const ctx = await pageContext();
  const queries = new QueryClient();
  await queries.fetchInfiniteQuery({
    ...inboxQuery(ctx.actor.id, filter),
    queryFn: () => listInbox(ctx, { state: "all", ...filter, limit: 50 }),
  });

  return (
    <Page>
      <Breadcrumbs crumbs={[{ label: "Inbox" }]} />
      <PageHeader
        title="Inbox"
        answer="What you wanted to be told, newest first."
        actions={<LinkButton to="/settings/notifications">Choose what you are told</LinkButton>}
      />
      <UrlState>
        <FilterBar
          search={{ key: "text", label: "Filter by title" }}
          filters={[
            { key: "state", label: "State", options: [{ value: "unread", label: "Unread" }] },
            {
              key: "kind",
              label: "About",
              options: NOTIFICATION_KINDS.map((kind) => ({ value: kind, label: KINDS[kind].label })),
            },
          ]}
        />
      </UrlState>
      <HydrationBoundary state={dehydrate(queries)}>
        <InboxList key={JSON.stringify(filter)} personId={ctx.actor.id} filter={filter} />
      </HydrationBoundary>
    </Page>
  );
}
