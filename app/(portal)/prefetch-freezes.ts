import type { QueryClient } from "@tanstack/react-query";

import type { Context } from "@/lib/core/context";
import { listFreezes } from "@/lib/gates";
import { freezesQuery } from "@/lib/gates/query-options";

/** Reads the freezes with the page, so that what is frozen stands there from the first paint. */
export const prefetchFreezes = (ctx: Context, queries: QueryClient) =>
  queries.fetchQuery({ ...freezesQuery(), queryFn: async () => ({ items: await listFreezes(ctx) }) });
