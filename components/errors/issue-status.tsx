import { AlertTriangleIcon, BanIcon, CheckCircleIcon, RollBackIcon } from "@/components/icons";
import type { Icon } from "@/components/icons/glyph";
import { cx } from "@/components/ui/cx";
import { TONE_MARK, type Tone } from "@/components/ui/tone";
import type { IssueStatus as Status } from "@/db/enums";

const ISSUE_STATUS: Record<Status, { word: string; tone: Tone; icon: Icon; means: string }> = {
  unresolved: {
    word: "Unresolved",
    tone: "fail",
    icon: AlertTriangleIcon,
    means: "Nobody has said that it is fixed.",
  },
  regressed: {
    word: "Regressed",
    tone: "fail",
    icon: RollBackIcon,
    means: "It came back with a release that has the fix.",
  },
  ignored: {
    word: "Ignored",
    tone: "unknown",
    icon: BanIcon,
    means: "Hidden until its condition comes true.",
  },
  resolved: { word: "Resolved", tone: "ok", icon: CheckCircleIcon, means: "Somebody said that it is fixed." },
};

/** The state of an error issue, the same everywhere. */
export function IssueStatus({ status }: { status: Status }) {
  const { word, tone, icon: Shape, means } = ISSUE_STATUS[status];
  return (
    <span data-tooltip={means} className="inline-flex items-center gap-1.5 align-middle whitespace-nowrap">
      <Shape size={14} className={cx(TONE_MARK[tone])} />
      {word}
    </span>
  );
}
