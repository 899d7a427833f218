"use client";

import { usePathname } from "next/navigation";
import { useEffect } from "react";

import { rememberPlace } from "./recent";

const SETTLE_MS = 1_500;

/** Remembers the pages below a service or a deployment by their title, once one has really stayed there. */
export function RecentTracker() {
  const pathname = usePathname();

  // The browser's storage is the outside system.
  useEffect(() => {
    if (pathname.split("/").length < 3) return;
    const timer = setTimeout(
      () => rememberPlace({ to: pathname, label: document.title.replace(/ · Slipway$/, "") }),
      SETTLE_MS,
    );
    return () => clearTimeout(timer);
  }, [pathname]);

  return null;
}
