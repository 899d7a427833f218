"use client";

import { Button } from "./button";

type LoadMoreProps = {
  hasMore: boolean;
  loading: boolean;
  onLoad: () => void;
  noun: string;
  /** What comes next, in lists that are not by time. */
  next?: "older" | "more";
};

/** Adds the next page below, on request: nothing moves under the cursor by itself. */
export function LoadMore({ hasMore, loading, onLoad, noun, next = "older" }: LoadMoreProps) {
  if (!hasMore) return null;
  return (
    <div className="flex justify-center p-3">
      <Button variant="ghost" loading={loading} onClick={onLoad}>
        Show {next} {noun}
      </Button>
    </div>
  );
}
