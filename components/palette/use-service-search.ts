"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";

import { useSettled } from "@/components/forms/use-settled";

type FoundService = { id: string; name: string };

/** Services whose name matches, asked of the server once typing pauses. Without a text none, or the first ones. */
export function useServiceSearch(
  search: string,
  { whenEmpty = "none" }: { whenEmpty?: "none" | "first" } = {},
): { items: FoundService[]; isFetching: boolean } {
  const settled = useSettled(search);
  const asks = settled !== "" || whenEmpty === "first";

  const { data: found, isFetching } = useQuery({
    queryKey: ["services", "palette", settled],
    queryFn: async ({ signal }): Promise<FoundService[]> => {
      const response = await fetch(`/api/v1/services?limit=8&search=${encodeURIComponent(settled)}`, {
        signal,
      });
      if (!response.ok) throw new Error(`Services cannot be searched (${response.status}).`);
      const page: { items: FoundService[] } = await response.json();
      return page.items;
    },
    enabled: asks,
    placeholderData: keepPreviousData,
    retry: false,
  });
  // While somebody types, what is found answers an earlier text.
  return { items: asks ? (found ?? []) : [], isFetching: isFetching || settled !== search.trim() };
}
