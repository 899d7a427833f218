"use client";

import { useId, type FormEvent, type ReactNode } from "react";

import { formText } from "@/components/forms/form-text";
import type { Icon } from "@/components/icons/glyph";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { Textarea } from "@/components/ui/textarea";

type ReasonDialogProps = {
  title: string;
  /** What the button does, in full. */
  action: string;
  hint: string;
  optional?: boolean;
  /** Red where something is stopped. */
  variant?: "primary" | "danger";
  icon?: Icon;
  /** The input below the reason, where there is one, by the name it has in the form. */
  more?: { name: string; field: ReactNode };
  pending: boolean;
  problem: { message: string; fields: Readonly<Record<string, string>> } | undefined;
  onClose: () => void;
  onSubmit: (reason: string, form: FormData) => void;
  children: ReactNode;
};

/** One decision that only needs its reason. */
export function ReasonDialog({
  title,
  action,
  hint,
  optional = false,
  variant = "primary",
  icon,
  more,
  pending,
  problem,
  onClose,
  onSubmit,
  children,
}: ReasonDialogProps) {
  const formId = useId();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault(); // a form action would empty the reason, also when the server refuses
    const form = new FormData(event.currentTarget);
    onSubmit(formText(form, "reason"), form);
  };
  const { reason } = problem?.fields ?? {};
  const isPlaced = reason !== undefined || (more && problem?.fields[more.name] !== undefined);
  return (
    <Dialog
      open
      onClose={onClose}
      busy={pending}
      size="sm"
      title={title}
      footer={
        <>
          <Button onClick={onClose} disabled={pending}>
            Not now
          </Button>
          <Button form={formId} type="submit" variant={variant} icon={icon} loading={pending}>
            {action}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} className="flex flex-col gap-5">
        {children}
        <Field label="Why" optional={optional} required={!optional} error={reason} hint={hint}>
          {(control) => (
            <Textarea
              {...control}
              name="reason"
              required={!optional}
              rows={2}
              maxLength={500}
              data-autofocus
            />
          )}
        </Field>
        {more?.field}
        <FormError message={isPlaced ? undefined : problem?.message} />
      </form>
    </Dialog>
  );
}
