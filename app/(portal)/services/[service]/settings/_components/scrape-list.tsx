import { AlertTriangleIcon, CheckIcon, ClockIcon } from "@/components/icons";
import { RelativeTime } from "@/components/time/relative-time";
import type { ScrapesView } from "@/lib/telemetry/contract";

type Item = ScrapesView["items"][number];

/** How reading each process' page went the last time. */
export function ScrapeList({ scrapes: { path, items } }: { scrapes: ScrapesView }) {
  if (path === null && items.length === 0) return null;
  if (items.length === 0)
    return (
      <p className="text-fg-muted">
        Nothing runs that could be asked for <code className="code">{path}</code>. Deploy the service, or wait
        a moment after a change.
      </p>
    );
  const hasRegions = new Set(items.map(({ region }) => region)).size > 1;
  return (
    <ul aria-label="Processes that are asked" className="flex flex-col gap-2">
      {items.map((item) => (
        <li key={item.instanceId} className="flex flex-wrap items-start gap-x-3 gap-y-0.5">
          <span className="w-40 shrink-0">
            {item.environment}
            {hasRegions && <span className="text-fg-muted"> · {item.region}</span>}
            <span className="text-fg-muted tabular-nums"> · #{item.releaseNumber}</span>
          </span>
          <Answer item={item} />
        </li>
      ))}
    </ul>
  );
}

function Answer({ item: { askedAt, problem, samples, durationMs, readAt } }: { item: Item }) {
  if (askedAt === null)
    return (
      <span className="flex items-start gap-1.5 text-fg-muted">
        <ClockIcon size={14} className="mt-0.5 shrink-0" />
        It is asked for the first time.
      </span>
    );
  if (problem !== null)
    return (
      <span className="flex min-w-0 flex-1 basis-60 items-start gap-1.5 text-fail-fg [overflow-wrap:anywhere]">
        <AlertTriangleIcon size={14} className="mt-0.5 shrink-0" />
        <span>
          {problem}{" "}
          <span className="text-fg-muted">
            Asked <RelativeTime at={askedAt} />,{" "}
            {readAt === null ? (
              "never read yet."
            ) : (
              <>
                read last <RelativeTime at={readAt} />.
              </>
            )}
          </span>
        </span>
      </span>
    );
  return (
    <span className="flex items-start gap-1.5">
      <CheckIcon size={14} className="mt-0.5 shrink-0 text-ok-fg" />
      <span className="tabular-nums">
        {samples?.toLocaleString("en")} {samples === 1 ? "sample" : "samples"} in {durationMs} ms,{" "}
        <span className="text-fg-muted">
          <RelativeTime at={askedAt} />
        </span>
      </span>
    </span>
  );
}
