import { cx } from "@/components/ui/cx";
import { statusMeaning } from "@/components/ui/status-meaning";
import { TONE_MARK } from "@/components/ui/tone";
import type { DeploymentStatus } from "@/db/enums";

/** What a person looks for; the three states before the end are one to them. */
const CHOICES: { label: string; statuses: readonly DeploymentStatus[] }[] = [
  { label: "In flight", statuses: ["running", "queued", "waiting"] },
  { label: "Succeeded", statuses: ["succeeded"] },
  { label: "Failed", statuses: ["failed"] },
  { label: "Errored", statuses: ["errored"] },
  { label: "Interrupted", statuses: ["interrupted"] },
  { label: "Canceled", statuses: ["canceled"] },
  { label: "Superseded", statuses: ["superseded"] },
];

type StatusFilterProps = {
  value: readonly DeploymentStatus[];
  onChange: (value: DeploymentStatus[]) => void;
};

/** Each status is one click away, and several may be on. */
export function StatusFilter({ value, onChange }: StatusFilterProps) {
  return (
    <ul aria-label="Status" className="flex flex-wrap gap-1.5">
      {CHOICES.map(({ label, statuses }) => {
        const on = statuses.some((status) => value.includes(status));
        const { icon: Shape, tone } = statusMeaning({ kind: "deployment", value: statuses[0] ?? "running" });
        return (
          <li key={label}>
            <button
              type="button"
              aria-pressed={on}
              onClick={() =>
                onChange([...value.filter((status) => !statuses.includes(status)), ...(on ? [] : statuses)])
              }
              className={cx(
                "inline-flex h-7 items-center gap-1.5 rounded-md border px-2 text-xs transition-colors touch-target",
                on ? "border-fg-muted bg-surface-3 font-medium" : "bg-surface text-fg-muted hover:text-fg",
              )}
            >
              <Shape size={12} className={TONE_MARK[tone]} />
              {label}
            </button>
          </li>
        );
      })}
    </ul>
  );
}
