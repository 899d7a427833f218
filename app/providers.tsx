"use client";

import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";

import type { Preferences } from "@/components/preferences/preferences";
import { PreferencesProvider } from "@/components/preferences/preferences-provider";

/** A signal makes a view stale at once; this only spares refetches while nothing changes. */
const STALE_MS = 30_000;

export function Providers({ preferences, children }: { preferences: Preferences; children: ReactNode }) {
  const [client] = useState(() => new QueryClient({ defaultOptions: { queries: { staleTime: STALE_MS } } }));
  return (
    <QueryClientProvider client={client}>
      <PreferencesProvider initial={preferences}>{children}</PreferencesProvider>
    </QueryClientProvider>
  );
}
