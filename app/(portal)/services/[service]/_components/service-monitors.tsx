import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";

import { MonitorList } from "@/components/crons/monitor-list";
import { CheckCircleIcon } from "@/components/icons";
import { RefreshOn } from "@/components/refresh-on";
import { EmptyState } from "@/components/ui/empty-state";
import { Section } from "@/components/ui/section";
import { TextLink } from "@/components/ui/text-link";
import { type MonitorsView, topics } from "@/lib/crons/contract";
import { monitorsQuery } from "@/lib/crons/query-options";

export const MONITORS_SHOWN = 5;
export const FAILING = "error,missed,overrun";

type ServiceMonitorsProps = { service: { id: string; name: string }; found: Promise<MonitorsView> };

/** The tasks of a service that fail, or do not come; nothing while there are none, until the first one does. */
export async function ServiceMonitors({ service, found }: ServiceMonitorsProps) {
  const view = await found;
  if (view.items.length === 0) return <RefreshOn topics={[topics.monitorsOf(service.id)]} />;
  const filter = { status: FAILING };
  const queries = new QueryClient();
  await queries.fetchInfiniteQuery({
    ...monitorsQuery(service.id, filter, MONITORS_SHOWN),
    queryFn: () => view,
  });
  return (
    <Section
      title="Cron monitors"
      description="That failed, did not begin in time, or do not end"
      actions={<TextLink to={`/services/${service.name}/monitors`}>All monitors</TextLink>}
    >
      <HydrationBoundary state={dehydrate(queries)}>
        <MonitorList
          service={service}
          filter={filter}
          limit={MONITORS_SHOWN}
          empty={<EmptyState icon={CheckCircleIcon} title="All tasks run as they should again" />}
        />
      </HydrationBoundary>
    </Section>
  );
}
