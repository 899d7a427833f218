import { BOARD_STATES, STATE_WORDS, type BoardState } from "@/components/delivery/needs-action";
import { cx } from "@/components/ui/cx";

type StateFilterProps = {
  state: BoardState | undefined;
  onChange: (state: BoardState | undefined) => void;
};

/** All, or only what is in one state. */
export function StateFilter({ state, onChange }: StateFilterProps) {
  return (
    <fieldset aria-label="State" className="flex flex-wrap gap-1">
      {[undefined, ...BOARD_STATES].map((each) => (
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
