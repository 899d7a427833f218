"use client";

import { Button } from "./button";

type LoadMoreProps = { hasMore: boolean; loading: boolean; onLoad: () => void; noun: string };

/** Adds the next page below, on request: nothing moves under the cursor by itself. */
export function LoadMore({ hasMore, loading, onLoad, noun }: LoadMoreProps) {
  if (!hasMore) return null;
  return (
    <div className="flex justify-center p-3">
      <Button variant="ghost" loading={loading} onClick={onLoad}>
        Show older {noun}
      </Button>
    </div>
  );
}
