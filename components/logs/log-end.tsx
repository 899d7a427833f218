"use client";

import { usePreferences } from "@/components/preferences/preferences-provider";
import { Button } from "@/components/ui/button";

type LogEndProps = {
  searchedTo: string | undefined;
  isOver: boolean;
  isLoading: boolean;
  onMore: () => void;
};

/** How far the search came, and how to go on. */
export function LogEnd({ searchedTo, isOver, isLoading, onMore }: LogEndProps) {
  const { timeZone } = usePreferences();
  if (!searchedTo) return null;
  const time = new Intl.DateTimeFormat("en-GB", { timeZone, dateStyle: "medium", timeStyle: "medium" });
  return (
    <div className="flex flex-wrap items-center gap-3 px-3 py-2 text-xs text-fg-muted">
      {isOver ? (
        <span>These are all lines of this time.</span>
      ) : (
        <>
          <span>Searched back to {time.format(Date.parse(searchedTo))}.</span>
          <Button size="sm" loading={isLoading} onClick={onMore}>
            Go on
          </Button>
        </>
      )}
    </div>
  );
}
