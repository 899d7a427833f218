import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/error-state";
import { Panel } from "@/components/ui/panel";
import { ViewUnavailable } from "@/lib/core/fetch-view";

type TrafficFailureProps = {
  title: string;
  error: Error;
  onRetry: () => void;
  /** Set when another environment may be the way out. */
  onReset?: (() => void) | undefined;
};

/** What was measured could not be read; everything else on the page is there. */
export function TrafficFailure({ title, error, onRetry, onReset }: TrafficFailureProps) {
  const refused = error instanceof ViewUnavailable ? error : undefined;
  return (
    <Panel title={title}>
      <ErrorState
        title="What was measured could not be read."
        requestId={refused?.requestId ?? undefined}
        actions={
          <>
            <Button onClick={onRetry}>Try again</Button>
            {onReset && <Button onClick={onReset}>Choose the environment for me</Button>}
          </>
        }
      >
        {refused?.message ?? "The portal does not answer."}
      </ErrorState>
    </Panel>
  );
}
