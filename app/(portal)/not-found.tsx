import { SearchIcon } from "@/components/icons";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";

/** Inside the shell, so that the navigation stays. */
export default function PortalNotFound() {
  return (
    <EmptyState
      heading
      icon={SearchIcon}
      title="There is nothing at this address."
      action={<LinkButton to="/services">See all services</LinkButton>}
    >
      It was removed, never existed, or the link was cut off. Press Ctrl-K (⌘K) to search for it by name.
    </EmptyState>
  );
}
