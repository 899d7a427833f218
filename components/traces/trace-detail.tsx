"use client";

import { useQuery } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";
import { useMemo } from "react";

import { msInWords } from "@/components/telemetry/traffic-words";
import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/error-state";
import { PageHeader } from "@/components/ui/page-header";
import { SearchField } from "@/components/ui/search-field";
import { SkeletonRows } from "@/components/ui/skeleton";
import type { TraceOutline } from "@/lib/telemetry/contract";
import { traceOutlineQuery } from "@/lib/telemetry/query-options";

import { FlameGraph } from "./flame-graph";
import { MomentNotices } from "./moment-notices";
import { MarkSign } from "./span-marks";
import { SpanPanel } from "./span-panel";
import type { Moments } from "./trace-marks";
import { TraceNotices } from "./trace-notices";
import { traceView } from "./trace-search";
import { useMoments } from "./use-moments";
import { type Trace, useTrace } from "./use-trace";
import { Waterfall } from "./waterfall";

/** A trace in full: where its time went, and what went wrong. */
export function TraceDetail({ traceId }: { traceId: string }) {
  const [{ at }] = useQueryStates(traceView);
  const { data, error, refetch } = useQuery(traceOutlineQuery(traceId, at ?? undefined));
  if (error && !data)
    return (
      <ErrorState
        title="The trace could not be read."
        actions={<Button onClick={() => void refetch()}>Try again</Button>}
      >
        {error.message}
      </ErrorState>
    );
  if (!data) return <SkeletonRows rows={12} label="Loading the trace" />;
  return <Loaded outline={data} />;
}

function Loaded({ outline }: { outline: TraceOutline }) {
  const trace = useTrace(outline);
  const [{ span, view, find, path, at }, setView] = useQueryStates(traceView);
  const chosen = span === null ? undefined : trace.indexOf.get(span);
  const moments = useMoments(trace);
  const text = (find ?? "").trim().toLowerCase();
  const found = useMemo(() => matches(trace, text), [trace, text]);
  const choose = (index: number) => void setView({ span: outline.spans[index]?.id ?? null });
  const step = () => {
    if (!found || found.size === 0) return;
    const all = [...found];
    const next = all.find((index) => index > (chosen ?? -1)) ?? all[0];
    if (next !== undefined) choose(next);
  };
  return (
    <>
      <TraceTitle trace={trace} />
      <TraceNotices trace={trace} />
      <MomentNotices moments={moments} />
      <section aria-label="Spans of the trace" className="overflow-hidden rounded-lg border bg-surface">
        <div className="flex flex-wrap items-center gap-2 border-b px-3 py-2">
          <fieldset className="flex items-center gap-1">
            <legend className="sr-only">View</legend>
            {(["waterfall", "flame"] as const).map((each) => (
              <Button
                key={each}
                size="sm"
                variant={view === each ? "secondary" : "ghost"}
                aria-pressed={view === each}
                onClick={() => void setView({ view: each })}
              >
                {each === "flame" ? "Flame graph" : "Waterfall"}
              </Button>
            ))}
          </fieldset>
          <Button
            size="sm"
            variant={path === "off" ? "ghost" : "secondary"}
            aria-pressed={path !== "off"}
            onClick={() => void setView({ path: path === "off" ? null : "off" })}
          >
            Critical path
          </Button>
          <form
            className="ml-auto flex items-center gap-2"
            onSubmit={(event) => {
              event.preventDefault();
              step();
            }}
          >
            {found && (
              <output className="text-xs text-fg-muted">{found.size.toLocaleString("en")} found</output>
            )}
            <SearchField
              label="Find in this trace"
              value={find ?? ""}
              onChange={(next) => void setView({ find: next || null })}
              className="w-52"
            />
          </form>
        </div>
        <Legend trace={trace} moments={moments} />
        <div className={chosen === undefined ? "" : "lg:grid lg:grid-cols-[minmax(0,1fr)_24rem]"}>
          {view === "flame" ? (
            <FlameGraph trace={trace} chosen={chosen} onChoose={choose} />
          ) : (
            <Waterfall
              trace={trace}
              moments={moments}
              chosen={chosen}
              onChoose={choose}
              showPath={path !== "off"}
              found={found}
            />
          )}
          {chosen !== undefined && (
            <div className="max-lg:border-t lg:max-h-[max(20rem,calc(100dvh-19rem))] lg:overflow-auto lg:border-l">
              <SpanPanel
                trace={trace}
                index={chosen}
                errors={moments.ofSpan.get(span ?? "")?.errors ?? []}
                at={at ?? undefined}
                onClose={() => void setView({ span: null })}
              />
            </div>
          )}
        </div>
      </section>
    </>
  );
}

function matches(trace: Trace, text: string): ReadonlySet<number> | undefined {
  if (text === "") return undefined;
  return new Set(
    trace.outline.spans.flatMap(({ id, status }, index) =>
      `${trace.serviceOf(index)} ${trace.nameOf(index)} ${status} ${id}`.toLowerCase().includes(text)
        ? [index]
        : [],
    ),
  );
}

/** What began it, how long it took, and what most of that was. */
function TraceTitle({ trace }: { trace: Trace }) {
  const [root] = trace.tree.roots;
  const { spans } = trace.outline;
  const errors = spans.filter(({ status }) => status === "error").length;
  const selfOf = new Map<string, number>();
  for (const { index, fromUs, toUs } of trace.path) {
    const service = trace.serviceOf(index);
    selfOf.set(service, (selfOf.get(service) ?? 0) + toUs - fromUs);
  }
  const asker = root && trace.serviceOf(root.index);
  const [most] = [...selfOf].filter(([service]) => service !== asker).toSorted(([, a], [, b]) => b - a);
  const waited = [...selfOf.values()].reduce((sum, us) => sum + us, 0);
  const sentence = [
    `${msInWords(trace.lengthUs / 1_000)}, ${spans.length.toLocaleString("en")} ${spans.length === 1 ? "span" : "spans"} of ${trace.looks.size === 1 ? "one service" : `${trace.looks.size} services`}`,
    errors === 0 ? "no errors" : `${errors.toLocaleString("en")} with an error`,
    // Of spans that took no time there is no share.
    most &&
      waited > 0 &&
      `${Math.round((most[1] / waited) * 100)} % of the time was spent waiting for ${most[0]}`,
  ];
  return (
    <PageHeader
      title={root ? `${trace.serviceOf(root.index)} · ${trace.nameOf(root.index)}` : "Trace"}
      answer={`${sentence.filter(Boolean).join(", ")}.`}
    />
  );
}

function Legend({ trace, moments }: { trace: Trace; moments: Moments }) {
  const all = [...moments.ofSpan.values()];
  const hasErrors = all.some(({ errors }) => errors.length > 0);
  const hasLines = all.some(({ lines }) => lines.length > 0);
  return (
    <ul
      aria-label="Legend"
      className="flex flex-wrap gap-x-4 gap-y-1 border-b px-4 py-1.5 text-xs text-fg-muted"
    >
      {[...trace.looks].map(([service, { color, pattern }]) => (
        <li key={service} className="inline-flex items-center gap-1.5">
          <span
            aria-hidden
            className="size-2.5 rounded-xs"
            style={{ backgroundColor: color, backgroundImage: pattern }}
          />
          {service}
        </li>
      ))}
      {hasErrors && (
        <li className="inline-flex items-center gap-1.5">
          <MarkSign isError isBad /> error
        </li>
      )}
      {hasLines && (
        <li className="inline-flex items-center gap-1.5">
          <MarkSign isError={false} isBad={false} /> line of the log
        </li>
      )}
    </ul>
  );
}
