import { TrendIcon } from "@/components/icons";
import { EmptyState } from "@/components/ui/empty-state";
import { Panel } from "@/components/ui/panel";

/** For a service that nobody has asked anything through the gateway yet. */
export function NoTraffic() {
  return (
    <Panel>
      <EmptyState icon={TrendIcon} title="No requests yet">
        What reaches this service through the gateway shows here within a minute: how much, how fast, how many
        errors, and by which release. There is nothing to install.
      </EmptyState>
    </Panel>
  );
}
