"use client";

import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";

import type { Preferences } from "@/components/preferences/preferences";
import { PreferencesProvider } from "@/components/preferences/preferences-provider";
import { ViewUnavailable } from "@/lib/core/fetch-view";

/** A signal makes a view stale at once; this only spares refetches while nothing changes. */
const STALE_MS = 30_000;
const RETRIES = 3;

/** A portal that is away comes back; what it refuses it refuses again. */
const isWorthRetrying = (failureCount: number, error: Error) =>
  failureCount < RETRIES && !(error instanceof ViewUnavailable && error.status < 500);

export function Providers({ preferences, children }: { preferences: Preferences; children: ReactNode }) {
  const [client] = useState(
    () => new QueryClient({ defaultOptions: { queries: { staleTime: STALE_MS, retry: isWorthRetrying } } }),
  );
  return (
    <QueryClientProvider client={client}>
      <PreferencesProvider initial={preferences}>{children}</PreferencesProvider>
    </QueryClientProvider>
  );
}
