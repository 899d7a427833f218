import { FilterIcon } from "@/components/icons";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";
import { Panel } from "@/components/ui/panel";

/** The filters leave nothing over. */
export function NoMatch({ because = "Widen the period, or take a filter away." }: { because?: string }) {
  return (
    <Panel>
      <EmptyState
        icon={FilterIcon}
        title="No deployment matches these filters."
        action={<LinkButton to="/deployments">Clear the filters</LinkButton>}
      >
        {because}
      </EmptyState>
    </Panel>
  );
}
