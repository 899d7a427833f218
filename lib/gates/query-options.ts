import { queryOptions } from "@tanstack/react-query";

import { fetchView, searchOf } from "@/lib/core/fetch-view";

import type { FreezeView, HoldView, PipelineView, Window, WindowState } from "./contract";

// Keys start with the topic that makes them stale; the strings match `topics` of the contract and of delivery.

/** Of a service, or the template. */
export const pipelineQuery = (serviceId?: string) =>
  queryOptions({
    queryKey: ["pipelines", serviceId ?? "template"],
    queryFn: ({ signal }) =>
      fetchView<PipelineView>(
        serviceId === undefined ? "/api/v1/pipeline-template" : `/api/v1/services/${serviceId}/pipeline`,
        signal,
      ),
  });

export const freezesQuery = () =>
  queryOptions({
    queryKey: ["freezes"],
    queryFn: ({ signal }) => fetchView<{ items: FreezeView[] }>("/api/v1/freezes", signal),
  });

/** What a window would mean that is not declared yet; it belongs to nobody, so no topic tells of it. */
export const windowPreviewQuery = (window: Window, timeZone: string) =>
  queryOptions({
    queryKey: ["window-preview", window, timeZone],
    queryFn: ({ signal }) =>
      fetchView<WindowState>(`/api/v1/window-preview${searchOf({ ...window, timeZone })}`, signal),
    retry: false,
    gcTime: 30_000,
  });

/** Where automation keeps its hands off a service: a hold is told by the topic of the service. */
export const holdsQuery = (serviceId: string) =>
  queryOptions({
    queryKey: [`service:${serviceId}`, "holds"],
    queryFn: ({ signal }) => fetchView<{ items: HoldView[] }>(`/api/v1/services/${serviceId}/holds`, signal),
  });
