"use client";

import type { DeliveryAccess } from "@/components/delivery/access";
import { DeliveryDialogs } from "@/components/delivery/delivery-dialogs";
import { FilterInput } from "@/components/delivery/filter-input";
import { LongTable } from "@/components/delivery/long-table";
import { NameCell, PlaceCell } from "@/components/delivery/long-table-cells";
import { BOARD_STATES, isInState, STATE_WORDS, type BoardState } from "@/components/delivery/needs-action";
import { servicePath } from "@/components/delivery/paths";
import { PlanProblem } from "@/components/delivery/plan-problem";
import { useBoard } from "@/components/delivery/use-board";
import { useSearchParam } from "@/components/delivery/use-search-param";
import { SkeletonRows } from "@/components/ui/skeleton";

import { NoServices } from "../../services/_components/no-services";
import { MatrixCell } from "./matrix-cell";
import { StateFilter } from "./state-filter";
import { useRankedServices } from "./use-ranked-services";

/** Services by environments: which release serves, since when, how far behind, and the buttons to change that. */
export function EnvironmentMatrix({ access }: { access: DeliveryAccess }) {
  const [search, setSearch] = useSearchParam("search");
  const [stateInUrl, setState] = useSearchParam("state");
  const state = BOARD_STATES.find((each) => each === stateInUrl);
  const board = useBoard(search.trim());
  const ranked = useRankedServices(board.pages);
  const services = state ? ranked.filter((service) => isInState(service, state)) : ranked;

  if (board.error) return <PlanProblem error={board.error} onRetry={board.retry} />;
  if (ranked.length === 0 && search === "" && !board.loading && !board.searching) return <NoServices />;
  return (
    <DeliveryDialogs>
      <div className="flex flex-col gap-3">
        <div className="flex flex-wrap items-center gap-2">
          <FilterInput label="Search services" value={search} onChange={setSearch} busy={board.searching} />
          <StateFilter state={state} onChange={(next) => setState(next ?? "")} />
        </div>
        {board.loading ? (
          <SkeletonRows rows={10} label="Loading services" />
        ) : (
          <LongTable
            label="Services by environments"
            head={["Service", ...board.environments.map(({ name }) => name)]}
            items={services}
            columnWidthRem={14}
            hasMore={board.hasMore}
            loadingMore={board.loadingMore}
            onEnd={board.loadMore}
            renderRow={(service) => (
              <>
                <NameCell to={servicePath(service.name)} name={service.name} detail={service.description} />
                {service.placements.map((placement, index) => (
                  <PlaceCell key={placement.environmentId} label={placement.environment}>
                    <MatrixCell
                      service={service}
                      placement={placement}
                      from={service.placements[index - 1]}
                      access={access}
                    />
                  </PlaceCell>
                ))}
              </>
            )}
          />
        )}
        {services.length === 0 && !board.loading && (
          <p className="text-fg-muted">{emptySentence(search, state, board.hasMore)}</p>
        )}
        {state && services.length > 0 && board.hasMore && (
          <p className="text-xs text-fg-muted">Looked through {ranked.length} services so far.</p>
        )}
      </div>
    </DeliveryDialogs>
  );
}

function emptySentence(search: string, state: BoardState | undefined, hasMore: boolean): string {
  if (hasMore) return "Looking through the other services…";
  const which = search ? `No service that matches “${search}”` : "No service";
  return state ? `${which} is in the state “${STATE_WORDS[state]}”.` : `${which} is here.`;
}
