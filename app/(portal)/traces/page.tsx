import type { Metadata } from "next";

import { Breadcrumbs } from "@/components/shell/breadcrumbs";
import { TraceResults } from "@/components/traces/trace-results";
import { Page } from "@/components/ui/page";
import { PageHeader } from "@/components/ui/page-header";
import { UrlState } from "@/components/ui/url-state";
import { listEnvironments } from "@/lib/catalog";
import { pageContext } from "@/lib/core/request";
import { getBoard } from "@/lib/delivery";

export const metadata: Metadata = { title: "Traces" };

/** What went on inside of requests, over all services. */
export default async function TracesPage() {
  const ctx = await pageContext();
  const [environments, board] = await Promise.all([listEnvironments(ctx), getBoard(ctx, { limit: 100 })]);
  return (
    <Page>
      <Breadcrumbs crumbs={[{ label: "Traces" }]} />
      <PageHeader
        title="Traces"
        answer="What went on inside of requests: each trace where it began, or where it entered a service."
      />
      <UrlState>
        <TraceResults
          environments={environments.map(({ name }) => name)}
          services={board.services.items.map(({ name }) => name)}
        />
      </UrlState>
    </Page>
  );
}
