import { OctagonXIcon } from "@/components/icons";
import { FigureCell } from "@/components/telemetry/figure-cell";
import { msInWords } from "@/components/telemetry/traffic-words";
import { RelativeTime } from "@/components/time/relative-time";
import { Cell, HeaderCell, Row, RowLink, Table } from "@/components/ui/table";
import type { FoundTrace } from "@/lib/telemetry/contract";

type TraceTableProps = { label: string; traces: readonly FoundTrace[] };

/** Traces by where they entered what was looked for. */
export function TraceTable({ label, traces }: TraceTableProps) {
  const longest = Math.max(...traces.map(({ span }) => span.durationMs), 0.001);
  return (
    <Table
      label={label}
      head={
        <>
          <HeaderCell>Trace</HeaderCell>
          <HeaderCell align="end">Duration</HeaderCell>
          <HeaderCell>Where</HeaderCell>
          <HeaderCell align="end">Spans</HeaderCell>
          <HeaderCell align="end">Began</HeaderCell>
        </>
      }
    >
      {traces.map(({ traceId, span, root, spans, errors, services }) => (
        <Row key={traceId}>
          <Cell main className="w-1/2 max-w-0 max-sm:w-auto max-sm:max-w-full">
            <span className="flex min-w-0 items-center gap-2">
              {span.status === "error" && <OctagonXIcon size={14} label="Error" className="text-fail" />}
              <span className="shrink-0 text-fg-muted">{span.service}</span>
              <RowLink
                to={`/traces/${traceId}?at=${span.startTime}&span=${span.spanId}`}
                className="min-w-0 truncate"
              >
                {span.name}
              </RowLink>
              {root && (
                <span className="truncate text-xs text-fg-muted">
                  in {root.service} {root.name}
                </span>
              )}
            </span>
          </Cell>
          <FigureCell label="Took">
            <span className="inline-flex items-center gap-2">
              <span aria-hidden className="flex w-16 justify-end max-sm:hidden">
                <span
                  className="h-1.5 min-w-0.5 rounded-xs bg-accent"
                  style={{ width: `${(span.durationMs / longest) * 100}%` }}
                />
              </span>
              {msInWords(span.durationMs)}
            </span>
          </FigureCell>
          <Cell className="whitespace-nowrap">
            {span.environment}
            {span.releaseNumber !== null && <span className="text-fg-muted"> #{span.releaseNumber}</span>}
          </Cell>
          <FigureCell label="Spans">
            {errors > 0 && <span className="mr-2 text-fail-fg">{errors} with errors</span>}
            <span title={services.join(", ")}>{spans >= 1_000 ? "1,000+" : spans.toLocaleString("en")}</span>
          </FigureCell>
          <Cell align="end" className="text-fg-muted">
            <RelativeTime at={span.startTime} />
          </Cell>
        </Row>
      ))}
    </Table>
  );
}
