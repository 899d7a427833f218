import { Notice } from "@/components/ui/notice";
import { MOST_TRACE_ERRORS } from "@/lib/errors/contract";
import { MOST_TRACE_LINES } from "@/lib/telemetry/contract";

import { SpanErrors } from "./span-errors";
import { momentsInWords } from "./trace-marks";
import type { useMoments } from "./use-moments";

const MOST_ERRORS = 5;

/** What of the lines and errors of a trace the bars do not show. */
export function MomentNotices({ moments }: { moments: ReturnType<typeof useMoments> }) {
  const { elsewhere, hasFailed, linesTruncated, errorsTruncated } = moments;
  const outside = momentsInWords(elsewhere);
  return (
    <>
      {hasFailed && (
        <Notice tone="warn" title="Lines and errors could not be read">
          The spans are shown without them.
        </Notice>
      )}
      {(linesTruncated || errorsTruncated) && (
        <Notice title="More happened than is marked">
          {[
            linesTruncated && `Of the lines the ${MOST_TRACE_LINES} of the highest levels are marked`,
            errorsTruncated && `${linesTruncated ? "of" : "Of"} the errors the last ${MOST_TRACE_ERRORS}`,
          ]
            .filter(Boolean)
            .join(", ")}
          . A span that is chosen lists its own lines.
        </Notice>
      )}
      {outside && (
        <Notice title={`${outside} of this trace stand in no span that is here`}>
          {elsewhere.errors.length > 0 && <SpanErrors errors={elsewhere.errors.slice(0, MOST_ERRORS)} />}
        </Notice>
      )}
    </>
  );
}
