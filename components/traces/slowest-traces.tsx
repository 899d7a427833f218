"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";

import { trafficSearch } from "@/components/telemetry/traffic-search";
import { useShownRange } from "@/components/telemetry/use-shown-range";
import { Panel } from "@/components/ui/panel";
import { TextLink } from "@/components/ui/text-link";
import { tracesQuery } from "@/lib/telemetry/query-options";

import { TraceTable } from "./trace-table";

const SHOWN = 5;

/** The slowest requests of a service of which there is a trace; nothing while there is none. */
export function SlowestTraces({ service: { id, name } }: { service: { id: string; name: string } }) {
  const [{ environment }] = useQueryStates(trafficSearch);
  const range = useShownRange(id);
  const { data } = useInfiniteQuery({
    ...tracesQuery({ service: name, environment: environment ?? undefined, range: range ?? "1h" }, "slowest"),
    enabled: range !== undefined,
  });
  const traces = data?.pages[0]?.items.slice(0, SHOWN) ?? [];
  if (traces.length === 0) return null;
  const where = environment ? `&environment=${encodeURIComponent(environment)}` : "";
  return (
    <Panel
      title="Slowest traces"
      flush
      actions={
        <TextLink to={`/services/${name}/traces?order=slowest&range=${range}${where}`}>All traces</TextLink>
      }
    >
      <TraceTable label="Slowest traces" traces={traces} />
    </Panel>
  );
}
