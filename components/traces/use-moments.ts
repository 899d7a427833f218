"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";

import { traceErrorsQuery } from "@/lib/errors/query-options";
import { traceLinesQuery } from "@/lib/telemetry/query-options";

import { type Moments, momentsOf } from "./trace-marks";
import type { Trace } from "./use-trace";

/** Lines and errors within the spans of a trace. The spans stand there first, and these are put on them. */
export function useMoments({ outline: { traceId }, indexOf }: Trace): Moments & { hasFailed: boolean } {
  const lines = useQuery(traceLinesQuery(traceId));
  const errors = useQuery(traceErrorsQuery(traceId));
  const moments = useMemo(
    () => momentsOf(indexOf, lines.data, errors.data),
    [indexOf, lines.data, errors.data],
  );
  return {
    ...moments,
    hasFailed: (lines.isError && !lines.data) || (errors.isError && !errors.data),
  };
}
