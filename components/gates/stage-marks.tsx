import {
  CalendarIcon,
  CheckCircleIcon,
  ClockIcon,
  PeopleIcon,
  RollBackIcon,
  ZapIcon,
} from "@/components/icons";
import type { StageView } from "@/lib/gates/contract";

/** What a stage asks for and does by itself, as small marks; the words stand on hover and are read aloud. */
export function StageMarks({ stage }: { stage: StageView }) {
  const { promotion, soak, checks, approvals, windows, rollback } = stage;
  const marks = [
    promotion === "automatic" && { icon: ZapIcon, label: "promotes by itself" },
    soak && { icon: ClockIcon, label: `soak of ${soak}` },
    checks && checks.length > 0 && { icon: CheckCircleIcon, label: `checks: ${checks.join(", ")}` },
    approvals && { icon: PeopleIcon, label: `${approvals.count} to approve` },
    windows && { icon: CalendarIcon, label: "only at certain times" },
    rollback === "automatic" && { icon: RollBackIcon, label: "goes back by itself" },
  ].filter((mark) => typeof mark === "object");
  return (
    <span className="flex items-center gap-1.5 text-fg-muted">
      {marks.map(({ icon: Mark, label }) => (
        <span key={label} data-tooltip={label} className="inline-flex">
          <Mark size={13} label={label} />
        </span>
      ))}
    </span>
  );
}
