"use client";

import { ArrowRightIcon, CheckIcon, PromoteIcon, RocketIcon } from "@/components/icons";
import { Button } from "@/components/ui/button";
import { ReleaseTag } from "@/components/ui/release-tag";
import type { PlacementView } from "@/lib/delivery/contract";

import { counted } from "./counted";
import { releasePath } from "./paths";
import { tagged } from "./release-name";

type PromotionLaneProps = {
  serviceName: string;
  /** The environment before, or null for the first one, which takes ready releases. */
  from: PlacementView | null;
  to: PlacementView;
  onShip: () => void;
  /** Why the person may not; only for the first lane, whose dialog has no plan to say so. */
  whyNot?: string | null;
};

/** Between two columns: how far the right one is behind the left one, and the button that closes the gap. */
export function PromotionLane({ serviceName, from, to, onShip, whyNot }: PromotionLaneProps) {
  const { behind } = to;
  return (
    <div className="flex min-w-0 items-center gap-x-3 gap-y-1.5 px-1 py-1 @4xl:w-24 @4xl:flex-col @4xl:justify-center @4xl:px-0 @4xl:text-center">
      <ArrowRightIcon
        size={16}
        className={`@max-4xl:rotate-90 ${behind ? "text-fg-muted" : "text-border-strong"}`}
      />
      {behind ? (
        <>
          <ReleaseTag
            release={tagged(behind.candidate)}
            to={releasePath(serviceName, behind.candidate.id)}
            className="text-xs"
          />
          <p className="flex-1 text-xs text-fg-muted @4xl:flex-none">
            {counted(behind.releases, "release")} {from ? "behind" : "to deploy"}
          </p>
          <Button
            size="sm"
            variant="primary"
            icon={from ? PromoteIcon : RocketIcon}
            onClick={onShip}
            disabled={Boolean(whyNot)}
            aria-label={
              from
                ? `Promote #${behind.candidate.number} from ${from.environment} to ${to.environment}`
                : `Deploy #${behind.candidate.number} to ${to.environment}`
            }
          >
            {from ? "Promote" : `Deploy #${behind.candidate.number}`}
          </Button>
          {whyNot && <p className="text-xs text-fg-muted">{whyNot}</p>}
        </>
      ) : (
        <Standing from={from} to={to} onShip={onShip} />
      )}
    </div>
  );
}

function Standing({ from, to, onShip }: Pick<PromotionLaneProps, "from" | "to" | "onShip">) {
  if (from && !from.release) return <p className="text-xs text-fg-subtle">Nothing to promote</p>;
  if (!from) return <p className="text-xs text-fg-subtle">{to.release ? "Newest" : "Nothing built"}</p>;
  if (from.release?.id === to.release?.id) {
    return (
      <p className="flex items-center gap-1 text-xs text-fg-muted">
        <CheckIcon size={12} />
        Same release
      </p>
    );
  }
  return (
    <>
      <p className="flex-1 text-xs text-fg-muted @4xl:flex-none">
        {to.environment} is ahead of {from.environment}
      </p>
      <Button size="sm" variant="ghost" onClick={onShip}>
        Review
      </Button>
    </>
  );
}
