import type { ReactNode } from "react";

import { OctagonXIcon } from "@/components/icons";
import { plainText } from "@/components/log/log-line";
import { CopyButton } from "@/components/ui/copy-button";
import type { FailureView } from "@/lib/delivery/contract";

import { collapseRepeats } from "./collapse-repeats";

type FailurePanelProps = {
  failure: FailureView;
  /** What the words "The last lines" are of: "of the release's output". */
  linesOf: string;
  /** The buttons that make sense now. */
  actions?: ReactNode;
};

/** Why it failed, with the lines that matter, before anything else on the page. */
export function FailurePanel({ failure, linesOf, actions }: FailurePanelProps) {
  const tail = failure.logTail ?? [];
  const lines = collapseRepeats(tail.map(plainText)).slice(-LINES);
  return (
    <section
      aria-label="What went wrong"
      className="overflow-hidden rounded-lg border border-fail-border bg-surface"
    >
      <div className="flex flex-wrap items-start gap-x-3 gap-y-2 bg-fail-bg px-4 py-3">
        <OctagonXIcon className="mt-0.5 text-fail" />
        <div className="min-w-0 flex-1 basis-64">
          <h2 className="font-medium [overflow-wrap:anywhere]">{failure.message}</h2>
          <p className="text-xs text-fg-muted">
            {failure.step ? `In step ${failure.step} · ` : ""}
            <code className="code">{failure.code}</code>
          </p>
        </div>
        {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </div>
      {lines.length > 0 && (
        <div className="border-t border-fail-border">
          <div className="flex items-center justify-between gap-3 px-4 pt-2 text-xs text-fg-muted">
            <p>The last lines {linesOf}</p>
            <CopyButton text={tail.join("\n")} label="Copy these lines" />
          </div>
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- long lines scroll, also by keyboard */}
          <pre tabIndex={0} aria-label="Last lines" className="overflow-x-auto px-4 pt-1 pb-3 code">
            {lines.map(({ text, times }, index) => (
              // oxlint-disable-next-line react/no-array-index-key -- lines of a log have no other name
              <span key={index} className="block min-h-5">
                {text}
                {times > 1 && <span className="text-fg-muted"> × {times}</span>}
              </span>
            ))}
          </pre>
        </div>
      )}
    </section>
  );
}

const LINES = 10;
