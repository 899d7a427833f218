import { Duration } from "@/components/time/duration";
import { Badge } from "@/components/ui/badge";
import { CommandLine } from "@/components/ui/command-line";
import { StatusBadge } from "@/components/ui/status-badge";
import type { CheckResultView } from "@/lib/checks/contract";

import { CHECK_KIND_WORDS } from "./check-words";

/** What each check expected and found; those that did not pass are open. */
export function CheckResultList({ results, label }: { results: readonly CheckResultView[]; label: string }) {
  return (
    <ul aria-label={label} className="divide-y divide-border">
      {results.map((result) => (
        <li key={result.name} data-list-item className="px-4 py-3">
          <details open={result.status === "failed" || result.status === "errored"}>
            <summary data-list-link className="flex flex-wrap items-center gap-x-3 gap-y-1 rounded-sm">
              <StatusBadge kind="check" value={result.status} />
              <span className="font-medium [overflow-wrap:anywhere]">{result.name}</span>
              <Badge>{CHECK_KIND_WORDS[result.kind]}</Badge>
              {result.attempts.length > 1 && (
                <span className="text-fg-muted">{result.attempts.length} attempts</span>
              )}
              <span className="ml-auto text-fg-muted">
                <Duration ms={result.durationMs} />
              </span>
            </summary>
            <ResultDetail result={result} />
          </details>
        </li>
      ))}
    </ul>
  );
}

function ResultDetail({ result }: { result: CheckResultView }) {
  return (
    <div className="mt-3 flex flex-col gap-3">
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1.5">
        {result.expected && (
          <>
            <dt className="text-fg-muted">Expected</dt>
            <dd className="[overflow-wrap:anywhere]">{result.expected}</dd>
          </>
        )}
        <dt className="text-fg-muted">Actual</dt>
        <dd className="[overflow-wrap:anywhere]">{result.actual}</dd>
      </dl>
      {result.attempts.length > 1 && (
        <ol aria-label={`Attempts of ${result.name}`} className="flex flex-col gap-1">
          {result.attempts.map((attempt, index) => (
            // oxlint-disable-next-line react/no-array-index-key -- attempts are only ever told in their order
            <li key={index} className="flex flex-wrap items-center gap-x-3">
              <span className="text-fg-muted">Attempt {index + 1}</span>
              <StatusBadge kind="check" value={attempt.status} />
              <span className="min-w-0 [overflow-wrap:anywhere] text-fg-muted">{attempt.actual}</span>
            </li>
          ))}
        </ol>
      )}
      {result.reproduce && (
        <CommandLine command={result.reproduce} label={`Copy the command of ${result.name}`} />
      )}
    </div>
  );
}
