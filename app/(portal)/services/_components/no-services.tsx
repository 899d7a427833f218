import { LayersIcon } from "@/components/icons";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";

/** The list before the first service. */
export function NoServices() {
  return (
    <EmptyState
      icon={LayersIcon}
      title="No service yet"
      action={
        <LinkButton to="/services/new" variant="primary">
          Add your service
        </LinkButton>
      }
    >
      A service is a git repository that Slipway builds and runs. Point it at one, or load the sample
      workspace from the home page.
    </EmptyState>
  );
}
