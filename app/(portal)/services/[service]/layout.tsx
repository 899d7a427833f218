import type { Metadata } from "next";
import type { ReactNode } from "react";

import { Breadcrumbs } from "@/components/shell/breadcrumbs";
import { Page } from "@/components/ui/page";
import { TabLinks } from "@/components/ui/tab-links";
import { getServiceView } from "@/lib/catalog";
import { pageContext } from "@/lib/core/request";

import { orNotFound } from "../../or-not-found";
import { ServiceIdentity } from "./_components/service-identity";

type ServiceLayoutProps = { params: Promise<{ service: string }>; children: ReactNode };

export async function generateMetadata({ params }: ServiceLayoutProps): Promise<Metadata> {
  const { service } = await params;
  return { title: { template: `%s · ${service} · Slipway`, default: `${service} · Slipway` } };
}

/** The frame of everything about one service: who it is, and its tabs. */
export default async function ServiceLayout({ params, children }: ServiceLayoutProps) {
  const ctx = await pageContext();
  const service = await orNotFound(getServiceView(ctx, (await params).service));
  const path = `/services/${service.name}`;
  return (
    <Page>
      <Breadcrumbs
        crumbs={[
          { label: "Services", to: "/services" },
          { label: service.name, to: path },
        ]}
      />
      <div className="flex flex-col gap-3">
        <ServiceIdentity service={service} />
        <TabLinks
          label={service.name}
          tabs={[
            { to: path, label: "Overview", exact: true },
            { to: `${path}/releases`, label: "Releases" },
            { to: `/deployments?service=${service.name}`, label: "Deployments" },
            { to: `${path}/settings`, label: "Settings" },
          ]}
        />
      </div>
      {children}
    </Page>
  );
}
