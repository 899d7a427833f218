"use client";

import { useId, type FormEvent, type ReactNode } from "react";

import { useRequest } from "@/components/delivery/use-request";
import { formText } from "@/components/forms/form-text";
import type { Icon } from "@/components/icons/glyph";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { Input } from "@/components/ui/input";
import { createFreezeAction } from "@/lib/gates/actions";
import type { CreateFreeze } from "@/lib/gates/contract";

type FreezeFormDialogProps = {
  title: string;
  description: string;
  /** What the button does, in full. */
  action: string;
  variant: "primary" | "danger";
  icon?: Icon;
  /** What somebody could freeze for. */
  example: string;
  /** What and when, as the fields of the dialog say it. */
  scopeOf: (form: FormData) => Omit<CreateFreeze, "name" | "blocksRollbacks">;
  /** The fields of it, between what for and rollbacks. */
  children: (problems: Readonly<Record<string, string>>) => ReactNode;
  /** What it will mean, below everything. */
  preview?: ReactNode;
  onClose: () => void;
};

/** Every freeze says what it is for and whether rollbacks wait too; the rest is a matter of the dialog. */
export function FreezeFormDialog({
  title,
  description,
  action,
  variant,
  icon,
  example,
  scopeOf,
  children,
  preview,
  onClose,
}: FreezeFormDialogProps) {
  const formId = useId();
  const { request, pending, problem } = useRequest(createFreezeAction, onClose);
  const problems = problem?.fields ?? {};
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    request({
      name: formText(form, "name"),
      blocksRollbacks: form.get("blocksRollbacks") === "on",
      ...scopeOf(form),
    });
  };
  return (
    <Dialog
      open
      onClose={onClose}
      busy={pending}
      title={title}
      description={description}
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
        <Field label="What for" hint="Whoever waits reads this." error={problems["name"]}>
          {(control) => (
            <Input
              {...control}
              data-autofocus
              name="name"
              required
              maxLength={100}
              autoComplete="off"
              placeholder={example}
            />
          )}
        </Field>
        {children(problems)}
        <Checkbox
          name="blocksRollbacks"
          label="Block rollbacks too"
          hint="Leave this off unless going back would do harm: a rollback is how an incident ends."
        />
        {preview}
        <FormError message={problem && Object.keys(problems).length === 0 ? problem.message : undefined} />
      </form>
    </Dialog>
  );
}
