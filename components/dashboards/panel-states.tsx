import { AlertTriangleIcon } from "@/components/icons";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { Skeleton } from "@/components/ui/skeleton";
import { ViewUnavailable } from "@/lib/core/fetch-view";

/** While the answer is on its way: the shape that it will have. */
export function PanelLoading() {
  return (
    <div className="size-full p-3 pt-0">
      <Skeleton className="size-full" />
    </div>
  );
}

/** The question fits nothing that was measured. */
export function PanelEmpty({ hasFilter }: { hasFilter: boolean }) {
  return (
    <div className="flex size-full flex-col items-center justify-center gap-1 overflow-hidden p-3 text-center">
      <p className="font-medium">Nothing was measured</p>
      <p className="text-xs text-fg-muted">
        {hasFilter ? "Nothing fits the filter in this time." : "Nothing in this time."}
      </p>
    </div>
  );
}

/** The panel has no answer; says why and what to narrow, and leaves the others alone. */
export function PanelProblem({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const requestId = error instanceof ViewUnavailable ? error.requestId : null;
  return (
    <div role="alert" className="flex size-full overflow-y-auto px-3 pb-2">
      <div className="m-auto flex flex-col items-center gap-1.5 text-center">
        <p className="flex items-start gap-1.5">
          <AlertTriangleIcon size={14} className="mt-0.5 text-warn" />
          <span className="line-clamp-4 text-left">{error.message}</span>
        </p>
        <p className="text-xs text-fg-muted">{adviceOf(error)}</p>
        <div className="flex items-center gap-2">
          <Button size="sm" onClick={onRetry}>
            Try again
          </Button>
          {requestId && <CopyButton text={requestId} label="Copy the id of this failure" />}
        </div>
      </div>
    </div>
  );
}

/** What would have a better chance. */
function adviceOf(error: Error): string {
  const status = error instanceof ViewUnavailable ? error.status : 0;
  if (status === 404) return "It is measured once a service sends it; or choose another metric.";
  if (status === 400 || status === 422)
    return "Look back less far, name a service or an environment, or tell fewer things apart.";
  if (status === 429 || status === 503)
    return "The database has much to do. Wait a moment, or look back less far.";
  return "The other panels do not depend on it.";
}
