import type { Metadata } from "next";

import { ScrollTextIcon } from "@/components/icons";
import { HeldRefresh } from "@/components/news/held-refresh";
import { Breadcrumbs } from "@/components/shell/breadcrumbs";
import { DeniedState } from "@/components/ui/denied-state";
import { EmptyState } from "@/components/ui/empty-state";
import { Page } from "@/components/ui/page";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { Panel } from "@/components/ui/panel";
import { UrlState } from "@/components/ui/url-state";
import { canReadAudit, listAuditEntries } from "@/lib/audit";
import { topics } from "@/lib/audit/contract";
import { searchOf } from "@/lib/core/fetch-view";
import { pageContext } from "@/lib/core/request";

import { AuditFilters } from "./_components/audit-filters";
import { AuditList } from "./_components/audit-list";
import { ExportLinks } from "./_components/export-links";
import { filterOf, loadAuditSearch } from "./search-params";

export const metadata: Metadata = { title: "Audit" };

export default async function AuditPage({ searchParams }: PageProps<"/audit">) {
  const search = await loadAuditSearch(searchParams);
  const filter = filterOf(search);
  const ctx = await pageContext();
  if (!canReadAudit(ctx.actor)) {
    return (
      <Page>
        <Breadcrumbs crumbs={[{ label: "Audit" }]} />
        <DeniedState title="You may not read the audit trail.">
          Operators and administrators may. An administrator can give you the role under Settings, People.
        </DeniedState>
      </Page>
    );
  }
  const { cursor, ...shown } = search;
  const page = await listAuditEntries(ctx, { ...filter, cursor: cursor ?? undefined, limit: 50 });
  const filtered = Object.values(filter).some(Boolean);
  const olderSearch = page.nextCursor && searchOf({ ...shown, cursor: page.nextCursor });

  return (
    <Page>
      <Breadcrumbs crumbs={[{ label: "Audit" }]} />
      <PageHeader
        title="Audit"
        answer="Who changed what, newest first. Entries are written with the change itself."
        actions={<ExportLinks filter={filter} />}
      />
      <UrlState>
        <AuditFilters />
      </UrlState>
      {/* A search reads the whole trail and an older page does not change: neither is worth reading again and again. */}
      <HeldRefresh topics={search.text || cursor ? [] : [topics.audit]}>
        <Panel flush>
          {page.items.length > 0 ? (
            <AuditList entries={page.items} search={shown} />
          ) : (
            <EmptyState
              icon={ScrollTextIcon}
              title={filtered ? "Nothing matches" : "Nothing has happened yet"}
            >
              {filtered ? "Change or clear the filters." : "Every change will stand here."}
            </EmptyState>
          )}
        </Panel>
      </HeldRefresh>
      <Pagination
        newest={cursor ? `/audit${searchOf(shown)}` : undefined}
        older={olderSearch ? `/audit${olderSearch}` : undefined}
      />
    </Page>
  );
}
