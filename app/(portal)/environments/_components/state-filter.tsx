import { OFFERED_STATES, STATE_WORDS } from "@/components/delivery/board-states";
import { cx } from "@/components/ui/cx";
import type { BoardState } from "@/db/enums";

type StateFilterProps = {
  state: BoardState | undefined;
  onChange: (state: BoardState | undefined) => void;
};

/** All, or only what is in one state. */
export function StateFilter({ state, onChange }: StateFilterProps) {
  // A link may ask for a state that is not offered here; then it can be seen and left.
  const more = state && !OFFERED_STATES.includes(state) ? [state] : [];
  return (
    <fieldset aria-label="State" className="flex flex-wrap gap-1">
      {[undefined, ...OFFERED_STATES, ...more].map((each) => (
        <button
          key={each ?? "all"}
          type="button"
          aria-pressed={each === state}
          onClick={() => onChange(each)}
          className={cx(
            "h-8 rounded-md border px-2.5 transition-colors coarse:h-11",
            each === state
              ? "border-border-strong bg-surface font-medium"
              : "border-transparent text-fg-muted hover:bg-surface-3 hover:text-fg",
          )}
        >
          {each ? STATE_WORDS[each] : "All"}
        </button>
      ))}
    </fieldset>
  );
}
