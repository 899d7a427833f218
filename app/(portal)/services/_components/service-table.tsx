"use client";

import { CompactPlacement } from "@/components/delivery/compact-placement";
import { FilterInput } from "@/components/delivery/filter-input";
import { LongTable } from "@/components/delivery/long-table";
import { NameCell, PlaceCell } from "@/components/delivery/long-table-cells";
import { servicePath } from "@/components/delivery/paths";
import { PlanProblem } from "@/components/delivery/plan-problem";
import { useBoard } from "@/components/delivery/use-board";
import { useSearchParam } from "@/components/delivery/use-search-param";
import { SkeletonRows } from "@/components/ui/skeleton";

import { NoServices } from "./no-services";

/** Every service with what runs in each environment; the search is the server's. */
export function ServiceTable() {
  const [search, setSearch] = useSearchParam("search");
  const board = useBoard(search.trim());
  const services = board.pages.flatMap(({ services: page }) => page.items);

  if (board.error) return <PlanProblem error={board.error} onRetry={board.retry} />;
  if (services.length === 0 && search === "" && !board.loading && !board.searching) return <NoServices />;
  return (
    <div className="flex flex-col gap-3">
      <FilterInput label="Search services" value={search} onChange={setSearch} busy={board.searching} />
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
  );
}
