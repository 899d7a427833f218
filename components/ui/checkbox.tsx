import { useId, type ComponentProps, type ReactNode } from "react";

import { CheckIcon } from "@/components/icons";

import { cx } from "./cx";

type CheckboxProps = Omit<ComponentProps<"input">, "type" | "children"> & {
  label: ReactNode;
  hint?: ReactNode;
};

/** A choice that is on or off, with its label as part of the target. */
export function Checkbox({ label, hint, className, id, ...rest }: CheckboxProps) {
  const generatedId = useId();
  const inputId = id ?? generatedId;
  const hintId = `${inputId}-hint`;
  return (
    <div className={cx("flex items-start gap-2.5", className)}>
      <span className="relative mt-0.5 inline-flex">
        <input
          {...rest}
          id={inputId}
          type="checkbox"
          aria-describedby={hint ? hintId : undefined}
          className={cx(
            "peer size-4 appearance-none rounded-sm border border-border-strong bg-surface transition-colors",
            "before:absolute before:-inset-1 checked:border-accent checked:bg-accent hover:border-fg-muted disabled:opacity-55",
          )}
        />
        <CheckIcon
          size={12}
          className="pointer-events-none absolute top-0.5 left-0.5 hidden text-accent-fg peer-checked:block"
        />
      </span>
      <div>
        <label htmlFor={inputId} className="cursor-pointer">
          {label}
        </label>
        {hint && (
          <p id={hintId} className="text-xs text-fg-muted">
            {hint}
          </p>
        )}
      </div>
    </div>
  );
}
