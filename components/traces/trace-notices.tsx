import { counted } from "@/components/delivery/counted";
import { happenedTo } from "@/components/telemetry/drop-words";
import { Notice } from "@/components/ui/notice";

import type { Trace } from "./use-trace";

/** What is missing or was put right in what one sees. */
export function TraceNotices({ trace: { tree, outline } }: { trace: Trace }) {
  const { orphans, moved } = tree;
  return (
    <>
      {outline.truncated && (
        <Notice
          tone="warn"
          title={`Only the first ${outline.spans.length.toLocaleString("en")} spans are shown`}
        >
          The trace has more of them.
        </Notice>
      )}
      {orphans > 0 && (
        <Notice
          tone="warn"
          title={
            orphans === 1
              ? "What caused one span is missing"
              : `What caused ${orphans.toLocaleString("en")} spans is missing`
          }
        >
          They stand at the top, as if the trace began with them. A caller sends nothing, or what it sent is
          not here yet.
        </Notice>
      )}
      {moved > 0 && (
        <Notice title={moved === 1 ? "One span was moved" : `${moved.toLocaleString("en")} spans were moved`}>
          By the clock of their machine they began before what caused them. How long they took is not changed.
        </Notice>
      )}
      {outline.drops.length > 0 && (
        <Notice title="What you do not see">
          Of the hours of this trace:{" "}
          {outline.drops
            .map(
              ({ service, reason, items }) =>
                `${counted(items, "span")} of ${service} ${happenedTo(items, reason)}`,
            )
            .join("; ")}
          . They may be part of this trace or not; rates and durations count all of them.
        </Notice>
      )}
      {outline.weight > 1 && (
        <Notice title={`This trace stands for about ${Math.round(outline.weight)}`}>
          Others like it were not kept when there were too many.
        </Notice>
      )}
    </>
  );
}
