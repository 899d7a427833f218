"use client";

import { DatabaseIcon, LockIcon, ZapIcon } from "@/components/icons";
import { usePreferences } from "@/components/preferences/preferences-provider";
import { durationInWords } from "@/components/time/format-instant";
import { RelativeTime } from "@/components/time/relative-time";
import { Badge } from "@/components/ui/badge";
import { cx } from "@/components/ui/cx";
import { ReleaseTag } from "@/components/ui/release-tag";
import type { ReleaseRef, RollbackCandidate } from "@/lib/delivery/contract";

import { tagged } from "./release-name";
import { timeOfDay } from "./time-of-day";

const SHOWN_AT_ONCE = 3;

type RollbackCandidatesProps = {
  candidates: readonly RollbackCandidate[];
  chosenId: string | undefined;
  onChoose: (release: ReleaseRef) => void;
};

/** Where one can go back to. The ones that make sense come first; the rest opens on request. */
export function RollbackCandidates({ candidates, chosenId, onChoose }: RollbackCandidatesProps) {
  const first = candidates.filter(
    (candidate, index) =>
      index < SHOWN_AT_ONCE || candidate.lastKnownGood || candidate.release.id === chosenId,
  );
  const rest = candidates.filter((candidate) => !first.includes(candidate));
  const list = (some: readonly RollbackCandidate[]) =>
    some.map((candidate) => (
      <Candidate
        key={candidate.release.id}
        candidate={candidate}
        checked={candidate.release.id === chosenId}
        onChoose={onChoose}
      />
    ));
  return (
    <fieldset>
      <legend className="mb-1.5 font-medium">Back to</legend>
      <div className="divide-y divide-border overflow-hidden rounded-md border">
        {list(first)}
        {rest.length > 0 && (
          <details>
            <summary className="px-3 py-1.5 text-fg-muted hover:bg-surface-2">{rest.length} earlier</summary>
            <div className="divide-y divide-border border-t">{list(rest)}</div>
          </details>
        )}
      </div>
    </fieldset>
  );
}

type CandidateProps = {
  candidate: RollbackCandidate;
  checked: boolean;
  onChoose: (release: ReleaseRef) => void;
};

function Candidate({ candidate, checked, onChoose }: CandidateProps) {
  const { release, lastLiveAt, lastKnownGood, isForward, eligible, whyNot } = candidate;
  return (
    <label
      className={cx(
        "flex items-start gap-2.5 px-3 py-2",
        checked && "bg-accent-bg",
        eligible ? "cursor-pointer hover:bg-surface-2" : "text-fg-subtle",
      )}
    >
      <input
        type="radio"
        name="release"
        value={release.id}
        checked={checked}
        disabled={!eligible}
        onChange={() => onChoose(release)}
        className="mt-1 accent-accent"
      />
      <span className="flex min-w-0 flex-1 flex-col gap-0.5">
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <ReleaseTag release={tagged(release)} />
          {lastKnownGood && <Badge tone="ok">Last known good</Badge>}
          {isForward && <Badge tone="warn">Newer</Badge>}
          <DatabaseBadge verdict={candidate.migration.verdict} />
          {candidate.blockers.some(({ code }) => code === "quarantine") && (
            <Badge tone="fail" icon={LockIcon}>
              Quarantine
            </Badge>
          )}
        </span>
        {release.subject && <span className="truncate text-fg-muted">{release.subject}</span>}
        <span className="text-xs text-fg-muted">
          {lastLiveAt && (
            <>
              served until <RelativeTime at={lastLiveAt} />.{" "}
            </>
          )}
          {eligible && <HowLong candidate={candidate} />}
          {whyNot && <span className={eligible ? "text-warn-fg" : ""}> {whyNot}</span>}
        </span>
      </span>
    </label>
  );
}

/** Nothing is said where the database is no obstacle. */
function DatabaseBadge({ verdict }: Pick<RollbackCandidate["migration"], "verdict">) {
  if (verdict === "safe") return null;
  return verdict === "unsafe" ? (
    <Badge tone="warn" icon={DatabaseIcon}>
      Unsafe for the database
    </Badge>
  ) : (
    <Badge tone="info" icon={DatabaseIcon}>
      Takes migrations back
    </Badge>
  );
}

function HowLong({ candidate }: { candidate: RollbackCandidate }) {
  const { timeZone } = usePreferences();
  const { warmUntil, migration } = candidate;
  const now = about(candidate.estimateMs);
  const cold = about(candidate.coldEstimateMs);
  // Nothing is instant that waits for the database first.
  if (migration.verdict === "safe_with_down") return "How long that takes depends on the migrations.";
  if (!warmUntil) return now ? `Takes ${now}.` : "Starts it anew; how long that takes here is not known yet.";
  return (
    <span suppressHydrationWarning>
      <ZapIcon size={12} className="mr-0.5 inline align-[-2px]" />
      Instant until {timeOfDay(warmUntil, timeZone)}
      {now && ` (${now})`}
      {cold && `, afterwards ${cold}`}.
    </span>
  );
}

const about = (ms: number | null) => ms !== null && `≈ ${durationInWords(ms)}`;
