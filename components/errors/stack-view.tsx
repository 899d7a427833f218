"use client";

import { useState } from "react";

import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { cx } from "@/components/ui/cx";
import { Panel } from "@/components/ui/panel";
import type { ErrorEvent } from "@/lib/errors/contract";

type Frame = ErrorEvent["exceptions"][number]["frames"][number];
type StackViewProps = { title: string; description?: string | undefined; frames: readonly Frame[] };

/** A stack with the line that threw first. Frames that are not the service's own are there on request. */
export function StackView({ title, description, frames }: StackViewProps) {
  const [showsAll, setShowsAll] = useState(false);
  const innermostFirst = frames.toReversed();
  const own = innermostFirst.filter(({ inApp }) => inApp !== false);
  const isShort = own.length === 0 || own.length === innermostFirst.length;
  const shown = showsAll || isShort ? innermostFirst : own;
  return (
    <Panel
      title={<span className="[overflow-wrap:anywhere]">{title}</span>}
      description={description}
      flush
      actions={
        !isShort && (
          <Button size="sm" variant="ghost" onClick={() => setShowsAll(!showsAll)}>
            {showsAll ? "Own code only" : frames.length === 1 ? "The frame" : `All ${frames.length} frames`}
          </Button>
        )
      }
    >
      {shown.length === 0 ? (
        <p className="p-4 text-fg-muted">It came without a stack.</p>
      ) : (
        <ol className="divide-y divide-border">
          {shown.map((frame, index) => (
            <FrameView
              // oxlint-disable-next-line react/no-array-index-key -- a recursion has the same frame often
              key={index}
              frame={frame}
              isOpen={index === 0}
            />
          ))}
        </ol>
      )}
    </Panel>
  );
}

function FrameView({ frame, isOpen }: { frame: Frame; isOpen: boolean }) {
  const place = [frame.file ?? frame.module ?? "?", frame.line, frame.column].filter(Boolean).join(":");
  const head = (
    <span className="inline-flex min-w-0 flex-wrap items-baseline gap-x-2">
      <code className={cx("code [overflow-wrap:anywhere]", frame.inApp === false && "text-fg-muted")}>
        {frame.function ?? "(unnamed)"}
      </code>
      <span className="text-xs [overflow-wrap:anywhere] text-fg-muted">{place}</span>
      {frame.inApp && <Badge>own code</Badge>}
      {frame.note && <span className="w-full text-xs text-warn-fg">{frame.note}</span>}
    </span>
  );
  if (frame.contextLine === null) return <li className="px-4 py-2">{head}</li>;
  const first = (frame.line ?? 0) - frame.before.length;
  const lines = [...frame.before, frame.contextLine, ...frame.after];
  return (
    <li>
      <details open={isOpen}>
        <summary className="cursor-pointer px-4 py-2 hover:bg-surface-2">{head}</summary>
        <div className="border-t bg-surface-2 py-1.5">
          <pre className="code text-xs [overflow-wrap:anywhere] whitespace-pre-wrap">
            {lines.map((line, index) => (
              <div
                // oxlint-disable-next-line react/no-array-index-key -- a line is its place
                key={index}
                className={cx("px-4", index === frame.before.length && "bg-fail-bg text-fail-fg")}
              >
                <span className="mr-4 inline-block w-10 text-right text-fg-muted select-none">
                  {frame.line === null ? "" : first + index}
                </span>
                {line}
              </div>
            ))}
          </pre>
        </div>
      </details>
    </li>
  );
}
