"use client";

import { ArrowRightIcon, CheckIcon, PromoteIcon, RocketIcon } from "@/components/icons";
import { Button } from "@/components/ui/button";
import { cx } from "@/components/ui/cx";
import { ReleaseTag } from "@/components/ui/release-tag";
import type { PlacementView } from "@/lib/delivery/contract";

import { counted } from "./counted";
import { releasePath } from "./paths";
import { tagged } from "./release-name";
import { useTaken } from "./use-taken";

type PromotionLaneProps = {
  service: { id: string; name: string };
  /** The environment before, or null for the first one, which takes ready releases. */
  from: PlacementView | null;
  to: PlacementView;
  onShip: () => void;
  /** Why the viewer may not; undefined for those who may. */
  whyNot: string | undefined;
};

/** Between two columns: how far the right one is behind the left one, and the button that closes the gap. */
export function PromotionLane(props: PromotionLaneProps) {
  const { behind } = props.to;
  return (
    <div className="flex min-w-0 items-center gap-x-3 gap-y-1.5 px-1 py-1 @4xl:w-24 @4xl:flex-col @4xl:justify-center @4xl:px-0 @4xl:text-center">
      <ArrowRightIcon
        size={16}
        className={cx("@max-4xl:rotate-90", behind ? "text-fg-muted" : "text-border-strong")}
      />
      {behind ? <Gap {...props} behind={behind} /> : <NoGap {...props} />}
    </div>
  );
}

type GapProps = PromotionLaneProps & { behind: NonNullable<PlacementView["behind"]> };

function Gap({ service, from, to, behind, onShip, whyNot }: GapProps) {
  const { candidate, releases, wasRolledBack, failed, isQuarantined } = behind;
  const isKnownBad = isQuarantined || wasRolledBack || failed !== null;
  const taken = useTaken(service.id, to);
  const onItsWay = taken !== undefined || to.inFlight?.release.id === candidate.id;
  return (
    <>
      <ReleaseTag
        release={tagged(candidate)}
        to={releasePath(service.name, candidate.id)}
        className="text-xs"
      />
      <p className="flex-1 text-xs text-fg-muted @4xl:flex-none">
        {onItsWay
          ? to.inFlight?.status === "waiting"
            ? `Waits to go to ${to.environment}`
            : "On its way"
          : isQuarantined
            ? "In quarantine"
            : wasRolledBack
              ? `Was rolled back in ${to.environment}`
              : failed
                ? `Failed in ${to.environment}`
                : `${counted(releases, "release")} ${from ? "behind" : "to deploy"}`}
      </p>
      <Button
        size="sm"
        variant={!whyNot && !isKnownBad ? "primary" : "secondary"}
        icon={from ? PromoteIcon : RocketIcon}
        onClick={onShip}
        disabled={onItsWay || whyNot !== undefined}
        aria-label={
          from
            ? `Promote #${candidate.number} from ${from.environment} to ${to.environment}`
            : `Deploy #${candidate.number} to ${to.environment}`
        }
      >
        {from ? "Promote" : `Deploy #${candidate.number}`}
      </Button>
      {whyNot && <p className="text-xs text-fg-muted">{whyNot}</p>}
    </>
  );
}

function NoGap({ from, to, onShip, whyNot }: PromotionLaneProps) {
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
      {!whyNot && (
        <Button size="sm" variant="ghost" onClick={onShip}>
          Review
        </Button>
      )}
    </>
  );
}
