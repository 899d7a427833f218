"use client";

import type { DeliveryAccess } from "@/components/delivery/access";
import { BoardAnswer } from "@/components/delivery/board-answer";
import { STATE_WORDS } from "@/components/delivery/board-states";
import { DeliveryDialogs } from "@/components/delivery/delivery-dialogs";
import { FilterInput } from "@/components/delivery/filter-input";
import { LongTable } from "@/components/delivery/long-table";
import { PlanProblem } from "@/components/delivery/plan-problem";
import { StandsStill } from "@/components/delivery/stands-still";
import { useBoard } from "@/components/delivery/use-board";
import { useHeldOrder } from "@/components/delivery/use-held-order";
import { useSearchParam } from "@/components/delivery/use-search-param";
import { FreezesInForce } from "@/components/gates/freezes-in-force";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { SkeletonRows } from "@/components/ui/skeleton";
import type { BoardFilter } from "@/lib/delivery/query-options";

import { NoServices } from "../../services/_components/no-services";
import { boardFilterOf } from "../board-filter";
import { EnvironmentFilter } from "./environment-filter";
import { MatrixRow } from "./matrix-row";
import { StateFilter } from "./state-filter";

/** Services by environments: which release serves, since when, how far behind, and the buttons to change that. */
export function EnvironmentMatrix({ access }: { access: DeliveryAccess }) {
  const [search, setSearch] = useSearchParam("search");
  const [state, setState] = useSearchParam("state");
  const [environment, setEnvironment] = useSearchParam("environment");
  const filter = boardFilterOf({ search, state, environment });
  const board = useBoard(filter);
  // Between two filters the rows of the last one are shown, and nothing of them is to be held.
  const list = JSON.stringify([filter, board.searching]);
  const { rows, around } = useHeldOrder(board.services, list);

  if (board.error || board.summary?.services === 0) {
    return (
      <>
        <PageHeader title="Environments" />
        {board.error ? <PlanProblem error={board.error} onRetry={board.retry} /> : <NoServices />}
      </>
    );
  }
  return (
    <DeliveryDialogs>
      <PageHeader
        title="Environments"
        answer={<BoardAnswer summary={board.summary} />}
        actions={<LinkButton to="/sets/new">Promote several…</LinkButton>}
      />
      <FreezesInForce />
      <div className="flex flex-col gap-3">
        <div className="flex flex-wrap items-center gap-2">
          <FilterInput label="Search services" value={search} onChange={setSearch} busy={board.searching} />
          <EnvironmentFilter
            environments={board.environments}
            value={environment}
            onChange={setEnvironment}
          />
          <StateFilter state={filter.state} onChange={(next) => setState(next ?? "")} />
        </div>
        {board.standsStill && <StandsStill onShowNewest={board.showNewest} />}
        {board.loading ? (
          <SkeletonRows rows={10} label="Loading services" />
        ) : rows.length === 0 ? (
          <p className="rounded-lg border bg-surface px-4 py-10 text-center text-fg-muted">
            {emptySentence(filter)}
          </p>
        ) : (
          <div {...around}>
            <LongTable
              label="Services by environments"
              head={["Service", ...board.environments.map(({ name }) => name)]}
              items={rows}
              columnWidthRem={14}
              hasMore={board.hasMore}
              loadingMore={board.loadingMore}
              onEnd={board.loadMore}
              renderRow={(row) => <MatrixRow row={row} access={access} />}
            />
          </div>
        )}
      </div>
    </DeliveryDialogs>
  );
}

function emptySentence({ search, state, environment }: BoardFilter): string {
  const which = search ? `No service that matches “${search}”` : "No service";
  const where = environment ? ` in ${environment}` : "";
  if (state) return `${which} is in the state “${STATE_WORDS[state]}”${where}.`;
  return environment ? `${which} runs${where}.` : `${which} is here.`;
}
