import { BellIcon } from "@/components/icons";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";
import { Panel } from "@/components/ui/panel";

/** An inbox without a message, or without one that matches. */
export function NothingTold({ filtered }: { filtered: boolean }) {
  return (
    <Panel>
      {filtered ? (
        <EmptyState
          icon={BellIcon}
          title="Nothing matches"
          action={<LinkButton to="/inbox">Show all messages</LinkButton>}
        >
          No message is like this.
        </EmptyState>
      ) : (
        <EmptyState
          icon={BellIcon}
          title="Nothing needs you"
          action={
            <LinkButton to="/settings/notifications" variant="primary">
              Choose what you are told
            </LinkButton>
          }
        >
          When a deployment of yours fails, or somebody asks you for an approval, it stands here.
        </EmptyState>
      )}
    </Panel>
  );
}
