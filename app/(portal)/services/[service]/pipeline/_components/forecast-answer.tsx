import { ReasonLine } from "@/components/delivery/reason-line";
import { CheckCircleIcon, ClockIcon, OctagonXIcon } from "@/components/icons";
import type { Blocker, PromotionPlan } from "@/lib/delivery/contract";

/** Every reason with who can change it and when it ends, the answer in one sentence first. */
export function ForecastAnswer({ plan, at }: { plan: PromotionPlan; at: string | undefined }) {
  const { blockers, release, to } = plan;
  const what = release ? `#${release.number}` : "A release";
  return (
    <div className="flex flex-col gap-2">
      <p className="flex flex-wrap items-baseline gap-x-2 font-medium">
        <Verdict blockers={blockers} what={what} to={to} isNow={at === undefined} />
      </p>
      <ul className="flex flex-col gap-1.5">
        {blockers.map((blocker) => (
          <li key={`${blocker.code} ${blocker.message}`} className="flex items-start gap-2">
            {blocker.refuses ? (
              <OctagonXIcon size={14} label="refuses" className="mt-0.5 text-fail" />
            ) : (
              <ClockIcon size={14} label="waits" className="mt-0.5 text-blocked" />
            )}
            <ReasonLine reason={blocker} isForecast={at !== undefined}>
              {blocker.override && <span>{`An ${blocker.override.role} may override it.`}</span>}
            </ReasonLine>
          </li>
        ))}
      </ul>
      {at !== undefined && blockers.length > 0 && (
        <p className="text-xs text-fg-muted">
          As if what serves now went on until then, and nobody approved, froze or deployed anything in
          between.
        </p>
      )}
    </div>
  );
}

type VerdictProps = { blockers: readonly Blocker[]; what: string; to: string; isNow: boolean };

function Verdict({ blockers, what, to, isNow }: VerdictProps) {
  if (blockers.length === 0) {
    return (
      <>
        <CheckCircleIcon size={14} className="self-center text-ok" />
        {isNow
          ? `Nothing stands in the way of ${what} to ${to}.`
          : `Nothing would stand in the way of ${what} to ${to}.`}
      </>
    );
  }
  const would = isNow ? "" : "would ";
  const isRefused = blockers.some(({ refuses }) => refuses);
  if (isRefused) return `${what} ${isNow ? "is" : "would be"} refused in ${to}:`;
  return `${what} ${would}${isNow ? "waits" : "wait"} before ${to}:`;
}
