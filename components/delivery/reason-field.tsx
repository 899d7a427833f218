import { cx } from "@/components/ui/cx";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/textarea";

const USUAL_REASONS = [
  "Errors since this release",
  "Slower since this release",
  "Wrong behaviour",
  "As a precaution",
];

type ReasonFieldProps = {
  value: string;
  onChange: (reason: string) => void;
  problem: string | undefined;
};

/** Why, in one tap or in words. The next person reads it in the history. */
export function ReasonField({ value, onChange, problem }: ReasonFieldProps) {
  return (
    <Field label="Why" required error={problem} hint="Everybody reads it in the history of this service.">
      {(control) => (
        <>
          <fieldset aria-label="Usual reasons" className="flex flex-wrap gap-1.5">
            {USUAL_REASONS.map((usual) => (
              <button
                key={usual}
                type="button"
                aria-pressed={value === usual}
                onClick={() => onChange(value === usual ? "" : usual)}
                className={cx(
                  "rounded-full border px-2.5 py-0.5 text-xs transition-colors hover:bg-surface-2 coarse:min-h-9",
                  value === usual ? "border-accent bg-accent-bg text-accent-text" : "text-fg-muted",
                )}
              >
                {usual}
              </button>
            ))}
          </fieldset>
          <Textarea
            {...control}
            required
            rows={2}
            maxLength={500}
            value={value}
            onChange={(event) => onChange(event.currentTarget.value)}
          />
        </>
      )}
    </Field>
  );
}
