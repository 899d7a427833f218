import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { Metadata } from "next";
import type { ReactNode } from "react";

import { ServiceSwitcher } from "@/components/delivery/service-switcher";
import { FreezesInForce } from "@/components/gates/freezes-in-force";
import { Breadcrumbs } from "@/components/shell/breadcrumbs";
import { Page } from "@/components/ui/page";
import { TabLinks } from "@/components/ui/tab-links";
import { pageContext } from "@/lib/core/request";
import { serviceQuery } from "@/lib/delivery/query-options";

import { prefetchFreezes } from "../../prefetch-freezes";
import { ServiceIdentity } from "./_components/service-identity";
import { loadService } from "./load-service";

type ServiceLayoutProps = { params: Promise<{ service: string }>; children: ReactNode };

export async function generateMetadata({ params }: ServiceLayoutProps): Promise<Metadata> {
  const { service } = await params;
  return { title: { template: `%s · ${service} · Slipway`, default: `${service} · Slipway` } };
}

/** The frame of everything about one service: who it is, and its tabs. */
export default async function ServiceLayout({ params, children }: ServiceLayoutProps) {
  const [service, ctx] = await Promise.all([loadService((await params).service), pageContext()]);
  const queries = new QueryClient();
  await Promise.all([
    queries.fetchQuery({ ...serviceQuery(service), queryFn: () => service }),
    prefetchFreezes(ctx, queries),
  ]);
  const path = `/services/${service.name}`;
  return (
    <Page>
      <Breadcrumbs
        crumbs={[
          { label: "Services", to: "/services" },
          { label: service.name, to: path, aside: <ServiceSwitcher current={service.name} /> },
        ]}
      />
      <HydrationBoundary state={dehydrate(queries)}>
        <div className="flex flex-col gap-3">
          <ServiceIdentity service={service} />
          <FreezesInForce service={service.name} />
          <TabLinks
            label={service.name}
            tabs={[
              { to: path, label: "Overview", exact: true },
              { to: `${path}/pipeline`, label: "Pipeline" },
              { to: `${path}/releases`, label: "Releases" },
              { to: `/deployments?service=${service.name}`, label: "Deployments" },
              { to: `${path}/operations`, label: "Operations" },
              { to: `${path}/traces`, label: "Traces" },
              { to: `/errors?service=${service.name}`, label: "Errors" },
              { to: `${path}/monitors`, label: "Monitors" },
              { to: `${path}/logs`, label: "Logs" },
              { to: `${path}/checks`, label: "Checks" },
              { to: `${path}/configuration`, label: "Configuration" },
              { to: `${path}/settings`, label: "Settings" },
            ]}
          />
        </div>
        {children}
      </HydrationBoundary>
    </Page>
  );
}
