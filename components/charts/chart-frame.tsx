import type { ReactNode } from "react";

import { HeaderCell, Table } from "@/components/ui/table";

type ChartFrameProps = {
  title: string;
  /** What the picture shows, for those who do not see it; the table has the numbers. */
  description: string;
  /** Direct labels of what the colours are. */
  legend?: ReactNode;
  head: readonly string[];
  /** `Row`s of the table behind the chart. */
  rows: ReactNode;
  /** The picture. */
  children: ReactNode;
};

/** A chart with its words and with the table that says the same. */
export function ChartFrame({ title, description, legend, head, rows, children }: ChartFrameProps) {
  return (
    <section aria-label={title} className="flex min-w-0 flex-col rounded-lg border bg-surface">
      <header className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 px-4 pt-3 pb-2">
        <h2 className="font-medium">{title}</h2>
        {legend && <div className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-fg-muted">{legend}</div>}
      </header>
      <figure className="h-56 px-2">
        <figcaption className="sr-only">{description}</figcaption>
        <div aria-hidden className="size-full">
          {children}
        </div>
      </figure>
      <details className="border-t text-xs">
        <summary className="cursor-pointer px-4 py-2 text-fg-muted">As a table</summary>
        <div className="max-h-72 overflow-y-auto border-t">
          <Table
            label={title}
            head={head.map((name, index) => (
              <HeaderCell key={name} align={index === 0 ? "start" : "end"}>
                {name}
              </HeaderCell>
            ))}
          >
            {rows}
          </Table>
        </div>
      </details>
    </section>
  );
}

/** What a colour of a chart stands for. */
export function LegendMark({ color, children }: { color: string; children: ReactNode }) {
  return (
    <span className="inline-flex items-center gap-1.5">
      <span aria-hidden className="size-2.5 rounded-xs" style={{ background: color }} />
      {children}
    </span>
  );
}
