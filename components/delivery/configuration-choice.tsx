import type { RollbackCandidate } from "@/lib/delivery/contract";

export type ConfigurationWish = "restored" | "current";

type ConfigurationChoiceProps = {
  chosen: RollbackCandidate;
  environment: string;
  value: ConfigurationWish;
  onChange: (value: ConfigurationWish) => void;
};

/** With which variables the release runs again. Nothing to choose where both are the same. */
export function ConfigurationChoice({ chosen, environment, value, onChange }: ConfigurationChoiceProps) {
  const { configuration, warmUntil } = chosen;
  if (!configuration) {
    return (
      <p className="text-fg-muted">
        It is not known which variables it served with, so it gets what is set in {environment} now.
      </p>
    );
  }
  if (configuration.isCurrent) return null;
  const options = [
    { wish: "restored", label: "As it was then", hint: `Configuration ${configuration.number}.` },
    {
      wish: "current",
      label: "As it is set now",
      hint: warmUntil ? "It starts anew then: a running process keeps its variables." : "It starts with it.",
    },
  ] as const;
  return (
    <fieldset>
      <legend className="mb-1.5 font-medium">Configuration</legend>
      <div className="divide-y divide-border overflow-hidden rounded-md border">
        {options.map(({ wish, label, hint }) => (
          <label key={wish} className="flex cursor-pointer items-start gap-2.5 px-3 py-2 hover:bg-surface-2">
            <input
              type="radio"
              name="configuration"
              value={wish}
              checked={value === wish}
              onChange={() => onChange(wish)}
              className="mt-1 accent-accent"
            />
            <span>
              {label} <span className="text-xs text-fg-muted">{hint}</span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
