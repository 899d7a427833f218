"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";

import { LogView } from "@/components/log/log-view";
import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/error-state";
import { Skeleton } from "@/components/ui/skeleton";
import { logQuery } from "@/lib/delivery/query-options";

type LiveLogProps = {
  kind: "releases" | "deployments";
  subject: string;
  label: string;
  /** Said while there are no lines. */
  empty: string;
  /** Said below a log that is over. */
  ending?: string | undefined;
  className?: string;
};

/** The log of a build or a deployment; new lines arrive by themselves until it is over. */
export function LiveLog({ kind, subject, label, empty, ending, className = "h-[32rem]" }: LiveLogProps) {
  const { data: log, error, isPending, refetch } = useQuery(logQuery(kind, subject));
  // The server counts lines from 0, people from 1.
  const lines = useMemo(() => (log?.lines ?? []).map((line) => ({ ...line, line: line.line + 1 })), [log]);
  if (isPending) {
    return (
      <div className={`overflow-hidden rounded-lg border bg-surface ${className}`}>
        <output aria-label="Loading the log" className="flex flex-col gap-2.5 p-4 pt-14">
          {["w-2/3", "w-1/2", "w-3/4", "w-2/5"].map((width) => (
            <Skeleton key={width} className={`h-3 ${width}`} />
          ))}
        </output>
      </div>
    );
  }
  if (error && !log) {
    return (
      <div className={`overflow-hidden rounded-lg border bg-surface ${className}`}>
        <ErrorState
          title="The log could not be read."
          actions={<Button onClick={() => void refetch()}>Try again</Button>}
        >
          {error.message}
        </ErrorState>
      </div>
    );
  }
  return (
    <LogView
      lines={lines}
      label={label}
      live={log ? !log.complete : false}
      empty={log?.complete ? "Nothing was written." : empty}
      ending={ending}
      className={className}
    />
  );
}
