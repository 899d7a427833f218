import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { Metadata } from "next";

import { can } from "@/lib/auth";
import { listEnvironments } from "@/lib/catalog";
import { pageContext } from "@/lib/core/request";

import { prefetchFreezes } from "../../prefetch-freezes";
import { SettingsCrumbs } from "../_components/settings-crumbs";
import { FreezeSettings } from "./_components/freeze-settings";

export const metadata: Metadata = { title: "Freezes" };

/** When nothing is deployed, and what is frozen now. */
export default async function FreezesPage() {
  const ctx = await pageContext();
  const queries = new QueryClient();
  const [environments] = await Promise.all([listEnvironments(ctx), prefetchFreezes(ctx, queries)]);
  return (
    <HydrationBoundary state={dehydrate(queries)}>
      <SettingsCrumbs page="Freezes" />
      <FreezeSettings
        mayEdit={can(ctx.actor, "freeze.edit")}
        environments={environments.map(({ name }) => name)}
      />
    </HydrationBoundary>
  );
}
