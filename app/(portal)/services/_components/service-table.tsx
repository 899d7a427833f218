"use client";

import { BoardAnswer } from "@/components/delivery/board-answer";
import { CompactPlacement } from "@/components/delivery/compact-placement";
import { FilterInput } from "@/components/delivery/filter-input";
import { LongTable } from "@/components/delivery/long-table";
import { NameCell, PlaceCell } from "@/components/delivery/long-table-cells";
import { servicePath } from "@/components/delivery/paths";
import { PlanProblem } from "@/components/delivery/plan-problem";
import { StandsStill } from "@/components/delivery/stands-still";
import { useBoard } from "@/components/delivery/use-board";
import { useSearchParam } from "@/components/delivery/use-search-param";
import { PlusIcon } from "@/components/icons";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { SkeletonRows } from "@/components/ui/skeleton";

import { NoServices } from "./no-services";

/** Every service with what runs in each environment; the search is the server's. */
export function ServiceTable({ mayAdd }: { mayAdd: boolean }) {
  const [search, setSearch] = useSearchParam("search");
  const board = useBoard({ search: search.trim() || undefined });
  const { services, summary } = board;
  const header = (
    <PageHeader
      title="Services"
      answer={summary && summary.services > 0 && <BoardAnswer summary={summary} />}
      actions={
        mayAdd && (
          <LinkButton to="/services/new" variant="primary" icon={PlusIcon}>
            Add a service
          </LinkButton>
        )
      }
    />
  );

  if (board.error || summary?.services === 0) {
    return (
      <>
        {header}
        {board.error ? <PlanProblem error={board.error} onRetry={board.retry} /> : <NoServices />}
      </>
    );
  }
  return (
    <>
      {header}
      <div className="flex flex-col gap-3">
        <FilterInput label="Search services" value={search} onChange={setSearch} busy={board.searching} />
        {board.standsStill && <StandsStill onShowNewest={board.showNewest} />}
        {board.loading ? (
          <SkeletonRows rows={10} label="Loading services" />
        ) : services.length === 0 ? (
          <p className="rounded-lg border bg-surface px-4 py-10 text-center text-fg-muted">
            No service matches “{search}”.
          </p>
        ) : (
          <LongTable
            label="Services"
            head={["Service", ...board.environments.map(({ name }) => name)]}
            items={services}
            columnWidthRem={12}
            hasMore={board.hasMore}
            loadingMore={board.loadingMore}
            onEnd={board.loadMore}
            renderRow={({ name, description, placements }) => (
              <>
                <NameCell to={servicePath(name)} name={name} detail={description} />
                {placements.map((placement) => (
                  <PlaceCell key={placement.environmentId} label={placement.environment}>
                    <CompactPlacement placement={placement} />
                  </PlaceCell>
                ))}
              </>
            )}
          />
        )}
      </div>
    </>
  );
}
