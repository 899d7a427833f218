import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/error-state";

/** A plan that could not be read. Without a plan there is nothing to agree to. */
export function PlanProblem({ error, onRetry }: { error: Error; onRetry: () => void }) {
  return (
    <ErrorState
      title="What this would change could not be worked out."
      requestId={"requestId" in error && typeof error.requestId === "string" ? error.requestId : undefined}
      actions={<Button onClick={onRetry}>Try again</Button>}
    >
      {error.message}
    </ErrorState>
  );
}
