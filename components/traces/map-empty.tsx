import { MapIcon } from "@/components/icons";
import { EmptyState } from "@/components/ui/empty-state";

/** Nothing was asked of anybody. */
export function MapEmpty() {
  return (
    <EmptyState icon={MapIcon} title="Nobody asked for anything in this time">
      What reaches a service through the gateway shows here with nothing installed. Whom a service asks
      itself, its OpenTelemetry or Sentry SDK tells.
    </EmptyState>
  );
}
