import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";

import { IssueList } from "@/components/errors/issue-list";
import { OPEN_STATUSES } from "@/components/errors/issue-words";
import { NoIssues } from "@/components/errors/no-issues";
import { RefreshOn } from "@/components/refresh-on";
import { Section } from "@/components/ui/section";
import { TextLink } from "@/components/ui/text-link";
import { topics, type IssuesView } from "@/lib/errors/contract";
import { issuesQuery } from "@/lib/errors/query-options";

export const ISSUES_SHOWN = 5;
export const openIssuesOf = (serviceId: string) => ({ service: serviceId, status: OPEN_STATUSES });

type ServiceErrorsProps = { service: { id: string; name: string }; found: Promise<IssuesView> };

/** The open errors of a service that were seen last; nothing while there are none, until the first one comes. */
export async function ServiceErrors({ service, found }: ServiceErrorsProps) {
  const view = await found;
  if (view.items.length === 0) return <RefreshOn topics={[topics.issues]} />;
  const filter = openIssuesOf(service.id);
  const queries = new QueryClient();
  await queries.fetchInfiniteQuery({ ...issuesQuery(filter, ISSUES_SHOWN), queryFn: () => view });
  return (
    <Section
      title="Errors"
      description="Open, the last seen first"
      actions={<TextLink to={`/errors?service=${service.name}`}>All errors</TextLink>}
    >
      <HydrationBoundary state={dehydrate(queries)}>
        <IssueList filter={filter} limit={ISSUES_SHOWN} withService={false} empty={<NoIssues isOpen />} />
      </HydrationBoundary>
    </Section>
  );
}
