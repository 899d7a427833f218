"use client";

import { useState } from "react";

import { urgencyOf } from "@/components/delivery/needs-action";
import type { Board, ServiceRow } from "@/lib/delivery/contract";

/**
 * The services of each page, what needs action first. The order is made once per page and kept while live updates
 * change the rows, so that nothing moves under the cursor.
 */
export function useRankedServices(pages: readonly Board[]): ServiceRow[] {
  const [ranks, setRanks] = useState<ReadonlyMap<string, readonly string[]>>(new Map());
  const known = new Map(ranks);
  for (const { services } of pages) {
    const key = keyOf(services.items);
    if (!known.has(key)) known.set(key, ranked(services.items));
  }
  if (known.size !== ranks.size) setRanks(known);

  return pages.flatMap(({ services }) => {
    const byId = new Map(services.items.map((service) => [service.id, service]));
    return (known.get(keyOf(services.items)) ?? []).flatMap((id) => byId.get(id) ?? []);
  });
}

const keyOf = (services: readonly ServiceRow[]) => services.map(({ id }) => id).join();

const ranked = (services: readonly ServiceRow[]) =>
  services.toSorted((one, other) => urgencyOf(other) - urgencyOf(one)).map(({ id }) => id);
