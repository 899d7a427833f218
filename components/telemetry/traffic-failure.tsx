import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/error-state";
import { Panel } from "@/components/ui/panel";
import { ViewUnavailable } from "@/lib/core/fetch-view";

type TrafficFailureProps = { title: string; error: Error; onRetry: () => void };

/** What was measured could not be read; everything else on the page is there. */
export function TrafficFailure({ title, error, onRetry }: TrafficFailureProps) {
  const refused = error instanceof ViewUnavailable ? error : undefined;
  return (
    <Panel title={title}>
      <ErrorState
        title="What was measured could not be read."
        requestId={refused?.requestId ?? undefined}
        actions={<Button onClick={onRetry}>Try again</Button>}
      >
        {refused?.message ?? "The portal does not answer."}
      </ErrorState>
    </Panel>
  );
}
