import type { Metadata } from "next";

import { Breadcrumbs } from "@/components/shell/breadcrumbs";
import { ServiceMapView } from "@/components/traces/service-map";
import { Page } from "@/components/ui/page";
import { PageHeader } from "@/components/ui/page-header";
import { UrlState } from "@/components/ui/url-state";
import { pageContext } from "@/lib/core/request";

export const metadata: Metadata = { title: "Map" };

/** Who asks whom, and which way do errors come? */
export default async function MapPage() {
  await pageContext();
  return (
    <Page width="full">
      <Breadcrumbs crumbs={[{ label: "Map" }]} />
      <PageHeader
        title="Service map"
        answer="Who asks whom in an environment: how often, how well and how fast, as counted by the one that asks."
      />
      <UrlState>
        <ServiceMapView />
      </UrlState>
    </Page>
  );
}
