"use client";

import { useQuery } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";

import type { RedRange } from "@/lib/telemetry/contract";
import { redQuery } from "@/lib/telemetry/query-options";

import { trafficSearch } from "./traffic-search";

/** The period of the page: what the URL says, else what the server chose for its traffic, once that is read. */
export function useShownRange(serviceId: string): RedRange | undefined {
  const [{ environment, range }] = useQueryStates(trafficSearch);
  const { data } = useQuery(
    redQuery(serviceId, { environment: environment ?? undefined, range: range ?? undefined }),
  );
  return range ?? data?.range;
}
