import { useId, type ReactNode } from "react";

import { AlertTriangleIcon } from "@/components/icons";

import { cx } from "./cx";

/** What a control needs to belong to its label, hint and error: spread it on the control. */
type FieldControl = {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
};

type FieldProps = {
  label: ReactNode;
  hint?: ReactNode;
  /** The sentence that says what is wrong with this field and what would be right. */
  error?: string | undefined;
  optional?: boolean;
  /** Says so where most fields of a form may stay empty. */
  required?: boolean;
  className?: string;
  children: (control: FieldControl) => ReactNode;
};

/**
 * A labelled control with its hint and its error:
 * `<Field label="Name" error={problems.name}>{(control) => <Input {...control} name="name" />}</Field>`.
 */
export function Field({ label, hint, error, optional, required, className, children }: FieldProps) {
  const id = useId();
  const hintId = `${id}-hint`;
  const errorId = `${id}-error`;
  const described = [hint && hintId, error && errorId].filter(Boolean).join(" ");
  return (
    <div className={cx("flex flex-col gap-1.5", className)}>
      <label htmlFor={id} className="font-medium">
        {label}
        {optional && <span className="font-normal text-fg-muted"> (optional)</span>}
        {required && <span className="font-normal text-fg-muted"> (required)</span>}
      </label>
      {children({ id, "aria-describedby": described || undefined, "aria-invalid": error ? true : undefined })}
      {hint && (
        <p id={hintId} className="text-xs text-fg-muted">
          {hint}
        </p>
      )}
      {error && (
        <p id={errorId} role="alert" className="flex items-start gap-1.5 text-xs text-fail-fg">
          <AlertTriangleIcon size={12} className="mt-0.5" />
          {error}
        </p>
      )}
    </div>
  );
}
