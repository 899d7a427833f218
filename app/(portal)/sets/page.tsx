import type { Metadata } from "next";

import { BoxIcon } from "@/components/icons";
import { RefreshOn } from "@/components/refresh-on";
import { Breadcrumbs } from "@/components/shell/breadcrumbs";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";
import { Page } from "@/components/ui/page";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { Panel } from "@/components/ui/panel";
import { pageContext } from "@/lib/core/request";
import { listReleaseSets } from "@/lib/delivery";

import { textIn } from "../search-in";
import { ReleaseSetTable } from "./_components/release-set-table";

export const metadata: Metadata = { title: "Release sets" };

/** What was promoted together, and what was taken back together. */
export default async function ReleaseSetsPage({ searchParams }: PageProps<"/sets">) {
  const cursor = (await textIn(searchParams, "cursor")) || undefined;
  const ctx = await pageContext();
  const { items, nextCursor } = await listReleaseSets(ctx, { cursor, limit: 50 });
  const start = (
    <LinkButton to="/sets/new" variant="primary">
      Promote several services
    </LinkButton>
  );
  return (
    <Page>
      <Breadcrumbs crumbs={[{ label: "Release sets" }]} />
      <RefreshOn topics={["delivery"]} />
      <PageHeader
        title="Release sets"
        answer="Services that were promoted together, in the order of their dependencies."
        actions={items.length > 0 && start}
      />
      <Panel flush>
        {items.length === 0 ? (
          <EmptyState icon={BoxIcon} title="No release sets yet." action={start}>
            A release set takes several services to the next environment, one wave after the other, and back
            again in reverse.
          </EmptyState>
        ) : (
          <ReleaseSetTable sets={items} />
        )}
      </Panel>
      <Pagination
        newest={cursor ? "/sets" : undefined}
        older={nextCursor ? `/sets?cursor=${nextCursor}` : undefined}
      />
    </Page>
  );
}
