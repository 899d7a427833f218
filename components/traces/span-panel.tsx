"use client";

import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";

import { XIcon } from "@/components/icons";
import { msInWords } from "@/components/telemetry/traffic-words";
import { Instant } from "@/components/time/instant";
import { ErrorState } from "@/components/ui/error-state";
import { IconButton } from "@/components/ui/icon-button";
import { Notice } from "@/components/ui/notice";
import { SkeletonRows } from "@/components/ui/skeleton";
import { TextLink } from "@/components/ui/text-link";
import type { TraceError } from "@/lib/errors/contract";
import type { SpanDetail, TraceSpan } from "@/lib/telemetry/contract";
import { spanQuery } from "@/lib/telemetry/query-options";

import { AttributeList } from "./attribute-list";
import { SpanErrors } from "./span-errors";
import { SpanLines } from "./span-lines";
import type { Trace } from "./use-trace";

type SpanPanelProps = {
  trace: Trace;
  index: number;
  errors: readonly TraceError[];
  at: string | undefined;
  onClose: () => void;
};

/** Everything that is known of the chosen span. */
export function SpanPanel({ trace, index, errors, at, onClose }: SpanPanelProps) {
  const span = trace.outline.spans[index];
  const node = trace.tree.nodes[index];
  const { data, error } = useQuery(spanQuery(trace.outline.traceId, span?.id ?? "", at));
  if (!span || !node) return null;
  return (
    <aside aria-label="Chosen span" className="flex min-w-0 flex-col gap-4 p-4 text-sm">
      <header className="flex items-start gap-2">
        <div className="min-w-0 flex-1">
          <h2 className="font-medium [overflow-wrap:anywhere]">{trace.nameOf(index)}</h2>
          <p className="text-fg-muted">
            {trace.serviceOf(index)} · {span.kind} · {msInWords(span.durationUs / 1_000)}, itself{" "}
            {msInWords(node.selfUs / 1_000)}
          </p>
        </div>
        <IconButton label="Close the span" icon={XIcon} onClick={onClose} />
      </header>
      {node.isOrphan && (
        <Notice tone="warn" title="What caused this span is not here">
          It names a parent that nobody sent, or that is not kept any more.
        </Notice>
      )}
      <Part title={`Errors (${errors.length})`} hidden={errors.length === 0}>
        <SpanErrors errors={errors} />
      </Part>
      {error && !data && <ErrorState title="The span could not be read.">{error.message}</ErrorState>}
      {!data && !error && <SkeletonRows rows={6} label="Loading the span" />}
      {data && <Detail detail={data} />}
    </aside>
  );
}

function Detail({ detail }: { detail: SpanDetail }) {
  const { span, resource, deploymentId, logs, logsTruncated } = detail;
  const exceptions = span.events.filter(({ name }) => name === "exception");
  const events = span.events.filter(({ name }) => name !== "exception");
  return (
    <>
      {span.status === "error" && span.statusMessage && <Notice tone="fail" title={span.statusMessage} />}
      {exceptions.map(({ time, attributes }) => (
        <ExceptionEvent key={time} attributes={attributes} />
      ))}
      <Part title="Where">
        <dl className="grid grid-cols-[6rem_1fr] gap-x-3 gap-y-1">
          <Fact name="Began">
            <Instant at={span.startTime} />
          </Fact>
          <Fact name="Environment">
            {span.environment} · {span.region}
          </Fact>
          <Fact name="Release">
            {span.releaseId === null ? (
              <span className="text-fg-muted">It did not say which</span>
            ) : (
              <TextLink to={`/services/${span.service}/releases/${span.releaseId}`}>
                #{span.releaseNumber}
              </TextLink>
            )}
            {deploymentId && (
              <>
                {" "}
                by <TextLink to={`/deployments/${deploymentId}`}>its deployment</TextLink>
              </>
            )}
          </Fact>
          <Fact name="Span">
            <code className="code">{span.spanId}</code>
          </Fact>
        </dl>
      </Part>
      <Part
        title={`Lines of the log (${logsTruncated ? `the first ${logs.length}` : logs.length})`}
        hidden={logs.length === 0}
      >
        <SpanLines logs={logs} logsTruncated={logsTruncated} place={span} />
      </Part>
      <Part title="Attributes">
        <AttributeList attributes={span.attributes} service={span.service} />
      </Part>
      <Part title={`Events (${events.length})`} hidden={events.length === 0}>
        {events.map(({ name, time, attributes }) => (
          <div key={`${time} ${name}`} className="flex flex-col gap-1">
            <p className="font-medium">{name}</p>
            <AttributeList attributes={attributes} />
          </div>
        ))}
      </Part>
      <Part title={`Links (${span.links.length})`} hidden={span.links.length === 0}>
        <ul>
          {span.links.map(({ traceId, spanId }) => (
            <li key={`${traceId} ${spanId}`}>
              <TextLink to={`/traces/${traceId}?span=${spanId}`}>
                <code className="code">{traceId.slice(0, 16)}…</code>
              </TextLink>
            </li>
          ))}
        </ul>
      </Part>
      <Part title="Resource">
        <AttributeList attributes={resource} service={span.service} />
      </Part>
    </>
  );
}

function ExceptionEvent({ attributes }: { attributes: TraceSpan["attributes"] }) {
  const text = (key: string) => {
    const value = attributes[key];
    return typeof value === "string" ? value : undefined;
  };
  const stack = text("exception.stacktrace");
  return (
    <Notice
      tone="fail"
      title={[text("exception.type"), text("exception.message")].filter(Boolean).join(": ") || "Exception"}
    >
      {stack && (
        <pre
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to scroll by keyboard too
          tabIndex={0}
          className="mt-1 max-h-64 overflow-auto font-mono text-xs whitespace-pre"
        >
          {stack}
        </pre>
      )}
    </Notice>
  );
}

function Part({ title, hidden, children }: { title: string; hidden?: boolean; children: ReactNode }) {
  if (hidden) return null;
  return (
    <section className="flex flex-col gap-1.5">
      <h3 className="text-xs font-medium text-fg-muted">{title}</h3>
      {children}
    </section>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-fg-muted">{name}</dt>
      <dd className="min-w-0 [overflow-wrap:anywhere]">{children}</dd>
    </>
  );
}
