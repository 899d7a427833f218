import "server-only";
import { getServiceView, listEnvironments } from "@/lib/catalog";
import type { EnvironmentView } from "@/lib/catalog/contract";
import type { Context } from "@/lib/core/context";
import type { Page } from "@/lib/core/contract";
import { demand } from "@/lib/core/permit";

import type { Board, ListBoard, ServiceDetail, ServiceRow } from "../contract";
import { listStandings } from "./list-standings";
import { readPlacements } from "./placements";
import { listReleases } from "./releases";

const NEWEST_RELEASES = 10;

/** Services with what runs of them where, by name or by what needs action first. Throws `not_found` and `invalid`. */
export async function getBoard(ctx: Context, input: Partial<ListBoard> = {}): Promise<Board> {
  demand(ctx.actor, "read");
  const environments = await listEnvironments(ctx);
  // The first page is the top of the board, which says how everything stands.
  const { summary, ...page } = await listStandings(ctx, environments, input, !input.cursor);
  return { environments, summary, services: await withPlacements(ctx, environments, page) };
}

/** The same page of services without the rest of the board, which asks much less of the database. */
export async function listServices(ctx: Context, input: Partial<ListBoard> = {}): Promise<Page<ServiceRow>> {
  demand(ctx.actor, "read");
  const environments = await listEnvironments(ctx);
  const { summary: _none, ...page } = await listStandings(ctx, environments, input, false);
  return withPlacements(ctx, environments, page);
}

async function withPlacements(
  ctx: Context,
  environments: readonly EnvironmentView[],
  { items, nextCursor }: Page<Omit<ServiceRow, "placements">>,
): Promise<Page<ServiceRow>> {
  const ids = items.map(({ id }) => id);
  const cells = await readPlacements(ctx, ids, environments);
  return {
    items: items.map((service) => ({ ...service, placements: cells.get(service.id) ?? [] })),
    nextCursor,
  };
}

/** @param service id or name. Throws `not_found`. */
export async function getService(ctx: Context, service: string): Promise<ServiceDetail> {
  demand(ctx.actor, "read");
  const view = await getServiceView(ctx, service);
  const environments = await listEnvironments(ctx);
  const [cells, newest] = await Promise.all([
    readPlacements(ctx, [view.id], environments),
    listReleases(ctx, { serviceId: view.id, limit: NEWEST_RELEASES }),
  ]);
  return {
    ...view,
    environments: (cells.get(view.id) ?? []).map((cell) => ({
      ...cell,
      name: cell.environment,
      status: cell.health,
    })),
    newestReleases: newest.items,
  };
}
