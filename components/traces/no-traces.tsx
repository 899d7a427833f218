import { TraceIcon } from "@/components/icons";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";

type NoTracesProps = { service: string | undefined; range: string; onLonger: () => void };

/** Nobody has sent a span: how to begin. */
export function NoTraces({ service, range, onLonger }: NoTracesProps) {
  return (
    <EmptyState
      icon={TraceIcon}
      title={service ? `${service} sent no traces in this time` : "No traces in this time"}
      action={range === "7d" ? undefined : <Button onClick={onLonger}>Look back 7 days</Button>}
      command={
        "npm install @opentelemetry/auto-instrumentations-node\nNODE_OPTIONS=--require=@opentelemetry/auto-instrumentations-node/register"
      }
    >
      Rates, errors and durations need nothing installed. To see inside a request, add an OpenTelemetry or
      Sentry SDK: where to send to is in the environment of each process already. For Node.js it is one
      package and one variable.
    </EmptyState>
  );
}
