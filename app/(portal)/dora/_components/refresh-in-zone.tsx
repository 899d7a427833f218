"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";

import { usePreferences } from "@/components/preferences/preferences-provider";

/** Reads the page again when its days are not those of the viewer's zone, which the server learns from the first visit. */
export function RefreshInZone({ timeZone }: { timeZone: string }) {
  const router = useRouter();
  const { timeZone: wanted } = usePreferences();
  // The server is the outside system; the provider has written the cookie that tells it.
  useEffect(() => {
    if (wanted !== timeZone) router.refresh();
  }, [wanted, timeZone, router]);
  return null;
}
