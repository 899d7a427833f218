import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { Metadata } from "next";
import type { ReactNode } from "react";

import { ServiceSwitcher } from "@/components/delivery/service-switcher";
import { Breadcrumbs } from "@/components/shell/breadcrumbs";
import { Page } from "@/components/ui/page";
import { TabLinks } from "@/components/ui/tab-links";
import { serviceQuery } from "@/lib/delivery/query-options";

import { ServiceIdentity } from "./_components/service-identity";
import { loadService } from "./load-service";

type ServiceLayoutProps = { params: Promise<{ service: string }>; children: ReactNode };

export async function generateMetadata({ params }: ServiceLayoutProps): Promise<Metadata> {
  const { service } = await params;
  return { title: { template: `%s · ${service} · Slipway`, default: `${service} · Slipway` } };
}

/** The frame of everything about one service: who it is, and its tabs. */
export default async function ServiceLayout({ params, children }: ServiceLayoutProps) {
  const service = await loadService((await params).service);
  const queries = new QueryClient();
  await queries.fetchQuery({ ...serviceQuery(service), queryFn: () => service });
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
          <TabLinks
            label={service.name}
            tabs={[
              { to: path, label: "Overview", exact: true },
              { to: `${path}/pipeline`, label: "Pipeline" },
              { to: `${path}/releases`, label: "Releases" },
              { to: `/deployments?service=${service.name}`, label: "Deployments" },
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
