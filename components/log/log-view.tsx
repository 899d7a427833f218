"use client";

import { lazy, Suspense } from "react";

import { Skeleton } from "@/components/ui/skeleton";

import type { LogPanelProps } from "./log-panel";

const LogPanel = lazy(() => import("./log-panel").then((module) => ({ default: module.LogPanel })));

/**
 * A log of any length: search, follow, copy, wrap. Give it a height by `className` (default 28 rem); its code is
 * fetched separately from the page's.
 */
export function LogView({ className = "h-112", ...rest }: LogPanelProps & { className?: string }) {
  return (
    <div className={`overflow-hidden rounded-lg border bg-surface ${className}`}>
      <Suspense fallback={<LogSkeleton />}>
        <LogPanel {...rest} />
      </Suspense>
    </div>
  );
}

function LogSkeleton() {
  return (
    <output aria-label="Loading the log" className="flex h-full flex-col gap-2.5 p-4">
      {["w-2/3", "w-1/2", "w-3/4", "w-2/5"].map((width) => (
        <Skeleton key={width} className={`h-3 ${width}`} />
      ))}
    </output>
  );
}
