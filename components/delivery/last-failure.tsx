import { RelativeTime } from "@/components/time/relative-time";
import { StatusBadge } from "@/components/ui/status-badge";
import { TextLink } from "@/components/ui/text-link";
import type { PlacementView } from "@/lib/delivery/contract";

import { deploymentPath } from "./paths";
import { shortRelease } from "./release-name";

/** The newest attempt when it did not succeed: what, when, and why in one sentence that leads to the log. */
export function LastFailure({ failure }: { failure: NonNullable<PlacementView["lastFailure"]> }) {
  return (
    <div className="flex flex-col gap-1 rounded-md border p-2.5 text-xs">
      <div className="flex flex-wrap items-center justify-between gap-x-2">
        <StatusBadge
          kind="deployment"
          value={failure.status}
          detail={shortRelease(failure.release)}
          className="font-medium"
        />
        <RelativeTime at={failure.at} form="age" className="whitespace-nowrap text-fg-muted" />
      </div>
      <p className="text-fg-muted [overflow-wrap:anywhere]">{failure.message}</p>
      <TextLink to={deploymentPath(failure.deploymentId)} className="self-start">
        See what happened
      </TextLink>
    </div>
  );
}
