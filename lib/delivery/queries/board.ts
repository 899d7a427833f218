import "server-only";
import { and, asc, gt, ilike, isNull } from "drizzle-orm";

import { services } from "@/db/schema";
import { getServiceView, listEnvironments } from "@/lib/catalog";
import type { ListServices } from "@/lib/catalog/contract";
import type { Context } from "@/lib/core/context";
import { demand } from "@/lib/core/permit";

import type { Board, ServiceDetail } from "../contract";
import { readPlacements } from "./placements";
import { listReleases } from "./releases";

const NEWEST_RELEASES = 10;

/** Services by name with what runs of them where. The cursor is the last name of the page before. */
export async function getBoard(ctx: Context, input: Partial<ListServices> = {}): Promise<Board> {
  demand(ctx.actor, "read");
  const { search, cursor, limit = 50 } = input;
  const [environments, rows] = await Promise.all([
    listEnvironments(ctx),
    ctx.db
      .select({ id: services.id, name: services.name, description: services.description })
      .from(services)
      .where(
        and(
          isNull(services.archivedAt),
          search ? ilike(services.name, `%${search.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`) : undefined,
          cursor ? gt(services.name, cursor) : undefined,
        ),
      )
      .orderBy(asc(services.name))
      .limit(limit + 1),
  ]);
  const page = rows.slice(0, limit);
  const cells = await readPlacements(
    ctx,
    page.map(({ id }) => id),
    environments,
  );
  return {
    environments,
    services: {
      items: page.map((service) => ({ ...service, placements: cells.get(service.id) ?? [] })),
      nextCursor: rows.length > limit ? (page.at(-1)?.name ?? null) : null,
    },
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
